// Counting heads: a press moves the number at once, without asking the server. The address remembers it, so that a page
// that is loaded anew by accident goes on where it was. Without this script each press sends the form.
"use strict";
const field = document.querySelector("#counter [name=heads]"), MOST = 1000000;
const read = (text) => Number.parseInt(text.replace(/\D/g, ""), 10) || 0;

function put(number) {
  field.value = String(Math.min(Math.max(number, 0), MOST));
  history.replaceState(null, "", `#${field.value}`);
}

if (!field.value && /^#\d{1,7}$/.test(location.hash)) field.value = location.hash.slice(1);
document.querySelector("#counter").addEventListener("click", (event) => {
  const step = event.target.closest("[data-step]");
  if (!step) return;
  event.preventDefault();
  put(read(field.value) + Number(step.dataset.step));
});
field.addEventListener("input", () => put(read(field.value)));
