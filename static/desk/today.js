// Today by keyboard: j and k walk through the rows, c claims or opens the one that has focus, else the first.
"use strict";
addEventListener("keydown", (event) => {
  if (!keyFree(event)) return;
  const rows = [...document.querySelectorAll(".rows .go :is(button, a)")];
  const here = rows.indexOf(event.target.closest?.("tr")?.querySelector(".go :is(button, a)"));
  if (event.key === "c") rows[Math.max(here, 0)]?.click();
  else if (event.key === "j") rows[Math.min(here + 1, rows.length - 1)]?.focus();
  else if (event.key === "k") rows[Math.max(here - 1, 0)]?.focus();
});
