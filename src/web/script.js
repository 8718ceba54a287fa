// Saves keystrokes and nothing else: every page works without it.
// On the page of today a figure opens a tile; Ctrl+Enter sends a form; a form is sent once.
"use strict";
document.addEventListener("keydown", (event) => {
  const typing = event.target instanceof Element && event.target.closest("input, select, textarea");
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
    const form = event.target instanceof Element && event.target.closest("form");
    const main = (form && form.querySelector("button[data-main]")) || document.querySelector("main button[data-main]");
    if (main) { event.preventDefault(); main.click(); }
  } else if (!typing && !event.ctrlKey && !event.altKey && !event.metaKey) {
    const tile = document.querySelector(`a[data-key="${CSS.escape(event.key)}"]`);
    if (tile) { event.preventDefault(); tile.click(); }
  }
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  setTimeout(() => { delete form.dataset.sent; }, 3000);
});
