// Choosing lines: one tick in the heading for all of the page, and Shift for all between two. Without this each is ticked alone.
"use strict";
const table = document.querySelector("#choose table");
if (table) {
  const ticks = [...table.querySelectorAll("tbody input[type=checkbox]")];
  const heading = table.querySelector("thead .go");
  const label = document.createElement("label");
  const all = document.createElement("input");
  label.className = "choose";
  all.type = "checkbox";
  label.append(all, heading.firstElementChild);
  heading.append(label);
  const told = () => {
    const number = ticks.filter((each) => each.checked).length;
    all.checked = number === ticks.length;
    all.indeterminate = number > 0 && number < ticks.length;
  };
  all.addEventListener("change", () => ticks.forEach((each) => { each.checked = all.checked; }));
  let last = null;
  ticks.forEach((each) => each.addEventListener("click", (event) => {
    if (event.shiftKey && last !== null) {
      const [from, to] = [ticks.indexOf(last), ticks.indexOf(each)].sort((a, b) => a - b);
      ticks.slice(from, to + 1).forEach((other) => { other.checked = each.checked; });
    }
    last = each;
    told();
  }));
  told();
}
