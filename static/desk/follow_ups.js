// The card by keyboard: Enter in a field beside a button presses that button, not the form's first.
"use strict";
addEventListener("keydown", (event) => {
  const beside = event.key === "Enter" && !event.isComposing && event.target.closest?.(".quick input, .quick select");
  if (!beside) return;
  event.preventDefault();
  beside.closest(".quick").querySelector("button").click();
});
