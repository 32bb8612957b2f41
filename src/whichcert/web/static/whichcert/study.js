// Keys for one question a page: 1 to 9 choose, Enter sends or goes on. Without this file the forms still work.
"use strict";
(() => {
  const options = [...document.querySelectorAll(".options input")];
  const buttons = [...document.querySelectorAll("button[data-key]")];
  const onward = document.querySelector("button[data-enter]");

  // Whoever speaks to the browser may hit a key without meaning it: keys can be turned off, and stay off.
  const PLACE = "whichcert keys";
  const lines = [...document.querySelectorAll(".keys")].map((line) => ({
    line,
    words: line.querySelector("span"),
    button: line.querySelector("button"),
    told: line.querySelector("span").textContent,
  }));
  let areOn = kept() !== "off";

  function kept() {
    try {
      return localStorage.getItem(PLACE);
    } catch {
      return null;
    }
  }

  function keep() {
    try {
      if (areOn) localStorage.removeItem(PLACE);
      else localStorage.setItem(PLACE, "off");
    } catch {
      // It holds for this page only.
    }
  }

  function show() {
    lines.forEach(({ line, words, button, told }) => {
      line.hidden = false;
      words.textContent = areOn ? told : "The keys are off.";
      button.textContent = areOn ? "Turn the keys off" : "Turn the keys on";
    });
  }

  lines.forEach(({ button }) => button.addEventListener("click", () => {
    areOn = !areOn;
    keep();
    show();
  }));
  show();

  let sent = false;
  document.addEventListener("submit", (event) => {
    // A second press while the next page is on its way would be for that one, unseen.
    if (sent) event.preventDefault();
    sent = true;
  });
  window.addEventListener("pageshow", () => { sent = false; });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || event.repeat) return;
    // Where the line is not shown (a touch screen), nobody could turn them off.
    if (!areOn || !lines.some(({ line }) => line.offsetParent)) return;
    if (event.target.closest("textarea, select, input[type=text]")) return;
    const place = /^[1-9]$/.test(event.key) ? Number(event.key) - 1 : -1;
    if (options[place]) {
      event.preventDefault();
      options[place].focus();
      options[place].click();
    } else if (buttons[place]) {
      event.preventDefault();
      buttons[place].click();
    } else if (event.key === "Enter" && onward && !event.target.closest("a, button, summary")) {
      event.preventDefault();
      onward.click();
    }
  });
})();
