// Keys on Today: n takes the next one, c claims (or opens) the row that has focus, else the first; u undoes; j and k walk.
"use strict";
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  const rows = [...document.querySelectorAll(".rows .go :is(button, a)")];
  const here = rows.indexOf(event.target.closest("tr")?.querySelector(".go :is(button, a)"));
  const deeds = {
    n: () => document.querySelector('[data-key="n"]'),
    u: () => document.querySelector('[data-key="u"]'),
    c: () => rows[Math.max(here, 0)],
  };
  const steps = { j: Math.min(here + 1, rows.length - 1), k: Math.max(here - 1, 0) };
  if (event.key in deeds) deeds[event.key]()?.click();
  else if (event.key in steps) rows[steps[event.key]]?.focus();
});
