// Keys of a page: each [data-key] names its own. A field takes the focus, all else is pressed; what is typed into a
// field is only typed. Escape leaves a field first, then the page. They can be switched off where they are explained.
"use strict";
const keysOn = document.querySelector("[data-keys-on]");
if (keysOn) {
  keysOn.checked = localStorage.getItem("keys") !== "off";
  keysOn.addEventListener("change", () => localStorage.setItem("keys", keysOn.checked ? "on" : "off"));
}
const keyFree = (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return false;
  const field = event.target.closest?.("input:not([type=checkbox]), textarea, select");
  if (field && event.key === "Escape") field.blur();
  return !field && localStorage.getItem("keys") !== "off";
};
addEventListener("keydown", (event) => {
  if (!keyFree(event)) return;
  // The frame's box comes first, and a page that has a search of its own means that one.
  const wanted = [...document.querySelectorAll("[data-key]")].filter((each) => each.dataset.key === event.key).at(-1);
  if (!wanted) return;
  event.preventDefault();
  // "data-needs" names the field that a button cannot do without.
  const needed = wanted.dataset.needs && document.getElementById(wanted.dataset.needs);
  if (needed && !needed.value) needed.focus();
  else if (wanted.matches("input, textarea, select")) wanted.focus();
  else wanted.click();
});
