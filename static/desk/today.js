// Today by keyboard: one key goes down the rows, one up, one claims or opens the row that has focus, else the first.
"use strict";
addEventListener("keydown", (event) => {
  if (!keyFree(event)) return;
  const rows = [...document.querySelectorAll(".rows .go :is(button, a)")];
  const here = rows.indexOf(event.target.closest?.("tr")?.querySelector(".go :is(button, a)"));
  if (event.key === keyOf("row")) rows[Math.max(here, 0)]?.click();
  else if (event.key === keyOf("below")) rows[Math.min(here + 1, rows.length - 1)]?.focus();
  else if (event.key === keyOf("above")) rows[Math.max(here - 1, 0)]?.focus();
});
