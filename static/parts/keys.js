// Keys of a page: each [data-key] names its own. A field takes the focus, all else is pressed; what is typed into a
// field is only typed. Escape leaves a field first, then the page. "?" opens the list, where they can be switched off.
"use strict";
const keysOn = document.querySelector("[data-keys-on]");
const keysList = document.getElementById("keys");
if (keysOn) {
  keysOn.checked = localStorage.getItem("keys") !== "off";
  keysOn.addEventListener("change", () => localStorage.setItem("keys", keysOn.checked ? "on" : "off"));
}
// The key that does something by a name: from the list, which is the only place that says it.
const keyOf = (does) => keysList?.querySelector(`[data-does="${does}"]`)?.dataset.pressed;
const keyFree = (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return false;
  const field = event.target.closest?.("input:not([type=checkbox]), textarea, select");
  if (field && event.key === "Escape") field.blur();
  return !field && !keysList?.open && localStorage.getItem("keys") !== "off";
};
// What this page alone has, such as its outcomes, is listed by what stands on it.
const keysFound = () => {
  const rows = keysList.querySelector("dl");
  const known = new Set([...rows.querySelectorAll("[data-pressed]")].map((each) => each.dataset.pressed));
  for (const each of document.querySelectorAll("[data-key]")) {
    if (known.has(each.dataset.key)) continue;
    known.add(each.dataset.key);
    const named = (each.labels?.[0] ?? each).cloneNode(true);
    named.querySelectorAll("kbd, .hint, small").forEach((part) => part.remove());
    const term = document.createElement("dt");
    const key = term.appendChild(document.createElement("kbd"));
    key.textContent = key.dataset.pressed = each.dataset.key;
    const said = document.createElement("dd");
    said.textContent = each.getAttribute("aria-label") ?? named.textContent.trim();
    rows.append(term, said);
  }
};
const keysShow = () => {
  keysFound();
  keysList.showModal();
};
if (keysList) {
  document.querySelector("[data-keys-open]")?.addEventListener("click", (event) => {
    event.preventDefault();
    keysShow();
  });
  // The key that opens the list works when the others are off, or nobody would find out how to switch them on.
  addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input:not([type=checkbox]), textarea, select");
    if (event.key !== keyOf("help") || typing || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    event.preventDefault();
    if (keysList.open) keysList.close();
    else keysShow();
  });
}
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
