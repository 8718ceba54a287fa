// Saves keystrokes and nothing else: every page works without it.
// On the page of today a figure opens a tile; Ctrl+Enter sends a form; a form is sent once; what a form would post is shown
// while it is filled in; files dropped on it become evidence.
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

// What a form would post, made by the server as its own look makes it, half a second after the last key.
const glance = document.getElementById("glance");
const typed = document.querySelector("form[data-glance]");
if (glance && typed) {
  let waiting = 0, asking = null, shown = "";
  const look = async () => {
    if (asking) asking.abort();
    asking = new AbortController();
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(typed)) if (typeof value === "string") fields.append(name, value);
    fields.set("step", "glance");
    try {
      const answer = await fetch(typed.action, { method: "POST", body: fields, signal: asking.signal, redirect: "error" });
      if (!answer.ok) return;
      const text = await answer.text();
      // what has not changed is not read aloud again
      if (text === shown) return;
      shown = text;
      glance.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
    } catch (why) {
      if (why.name !== "AbortError") glance.replaceChildren();
    }
  };
  const soon = () => { clearTimeout(waiting); waiting = setTimeout(look, 500); };
  typed.addEventListener("input", soon);
  typed.addEventListener("change", soon);
}

// The fingerprints of chosen or dropped files; the files themselves stay where they are.
const chosen = document.querySelector("input[type=file][data-hashes]");
if (chosen && window.crypto && crypto.subtle) {
  const field = document.getElementById(chosen.dataset.hashes);
  const list = document.getElementById(`${chosen.id}-list`);
  const take = async (files) => {
    for (const file of files) {
      const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
      const hex = [...hash].map((b) => b.toString(16).padStart(2, "0")).join("");
      if (!field.value.includes(hex)) field.value = `${field.value} ${hex}`.trim();
      const item = document.createElement("li");
      item.textContent = `${file.name}: ${hex.slice(0, 16)}…`;
      list.append(item);
    }
    chosen.value = "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  chosen.addEventListener("change", () => take([...chosen.files]));
  const form = chosen.closest("form");
  form.addEventListener("dragover", (event) => event.preventDefault());
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    const seldom = chosen.closest("details");
    if (seldom) seldom.open = true;
    take([...event.dataTransfer.files]);
  });
}
