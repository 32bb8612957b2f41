// Print and copy; the page is whole without them.
"use strict";
(() => {
  const print = document.getElementById("print");
  const copy = document.getElementById("copy");
  const link = document.getElementById("link");
  print.hidden = false;
  print.addEventListener("click", () => window.print());
  link.addEventListener("focus", () => link.select());
  if (navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(link.value);
      document.getElementById("copied").textContent = "The link is copied.";
    });
  }
})();
