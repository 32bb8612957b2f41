// Keys for the questions that one press answers: 1 to 5 answer, the arrows move. Without this file the buttons still work.
"use strict";
(() => {
  const answers = [...document.querySelectorAll(".answer")];
  const keys = document.querySelector(".keys");
  if (!answers.length) return;
  if (keys) keys.hidden = false;

  let sent = false;
  document.addEventListener("submit", (event) => {
    // A second press while the next question is on its way would answer that one unseen.
    if (sent) event.preventDefault();
    sent = true;
  });
  window.addEventListener("pageshow", () => { sent = false; });

  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || event.repeat) return;
    const chosen = answers.find((answer) => answer.dataset.key === event.key);
    if (chosen) {
      event.preventDefault();
      chosen.click();
    } else if (step[event.key]) {
      const at = answers.indexOf(document.activeElement);
      // Up and down scroll the page until an answer has the focus.
      if (at === -1 && (event.key === "ArrowUp" || event.key === "ArrowDown")) return;
      event.preventDefault();
      const start = at === -1 && step[event.key] < 0 ? answers.length : at;
      answers[Math.min(Math.max(start + step[event.key], 0), answers.length - 1)].focus();
    }
  });
})();
