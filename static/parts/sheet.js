// Typing up a paper sheet without leaving the line: Enter writes it down and the next one is there at once. Without this
// script each line loads the page anew.
"use strict";
const GONE = 404;
let busy = false;

addEventListener("submit", async (event) => {
  const form = event.target, button = event.submitter;
  if (!("typing" in form.dataset)) return;
  event.preventDefault();
  if (busy) return;
  busy = true;
  document.querySelector("#typing").ariaBusy = "true";
  const body = new URLSearchParams(new FormData(form));
  if (button?.name) body.set(button.name, button.value);
  body.set("piece", "1");
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    if (answer.status === GONE || answer.redirected) return location.reload();
    if (![200, 409, 422].includes(answer.status)) throw new Error("not now");
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const typing = page.querySelector("#typing");
    if (!typing) throw new Error("not a piece of ours");
    document.querySelector("#typing").replaceWith(typing);
    document.querySelector("#said").textContent = typing.querySelector(".done").textContent;
    lost(false);
    begin();
  } catch {
    lost(true);
    document.querySelector("#typing").ariaBusy = "false";
  }
  busy = false;
});

// A digit ticks the box of that number, wherever in its group one stands.
addEventListener("keydown", (event) => {
  const group = event.target.closest?.("[data-keys]");
  if (!group || event.ctrlKey || event.metaKey || event.altKey || !/^[0-9]$/.test(event.key)) return;
  const box = group.querySelectorAll("input")[(Number(event.key) + 9) % 10];
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.click();
});

// One stop for the Tab key in each group of boxes, as radio buttons have it: arrows go from one to the next.
addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  const group = event.target.closest?.(".boxes[data-keys]");
  if (!group || !step) return;
  event.preventDefault();
  const boxes = [...group.querySelectorAll("input")];
  boxes[(boxes.indexOf(event.target) + step + boxes.length) % boxes.length].focus();
});
addEventListener("focusin", (event) => {
  const group = event.target.closest?.(".boxes[data-keys]");
  if (group) for (const box of group.querySelectorAll("input")) box.tabIndex = box === event.target ? 0 : -1;
});

// The first thing to mend, else the name of the next line.
function begin() {
  for (const group of document.querySelectorAll(".boxes[data-keys]")) {
    group.querySelectorAll("input").forEach((box, at) => { box.tabIndex = at ? -1 : 0; });
  }
  const wrong = document.querySelector("#typing .wrong :is(input, select)");
  (wrong ?? document.querySelector("#line-name")).focus();
}

function lost(whether) {
  document.querySelector("#lost").hidden = !whether;
  if (whether) document.querySelector("#lost").scrollIntoView({ block: "nearest" });
}

if (!matchMedia("(pointer: coarse), (max-width: 40rem)").matches && !document.querySelector("[autofocus], .totals .wrong")) begin();
