// Typing up a paper sheet without leaving the line: Enter writes it down and the next one is there at once. Without this
// script each line loads the page anew.
"use strict";
const ANSWERED = [200, 409, 422], TOO_OLD = 400;
// What an answer that is none of these means; anything else is our fault.
const WHY = { 401: "signed-out", 403: "not-allowed", 404: "not-there", 429: "too-many" };
let busy = false;

addEventListener("submit", async (event) => {
  const form = event.target, button = event.submitter;
  if (!("typing" in form.dataset)) return keepUnsent(event);
  event.preventDefault();
  if (busy) return;
  busy = true;
  document.querySelector("#typing").ariaBusy = "true";
  document.querySelector("#unsent").hidden = true;
  const body = new URLSearchParams(new FormData(form));
  if (button?.name) body.set(button.name, button.value);
  body.set("piece", "1");
  const why = await send(form.action, body).catch(() => "offline");
  lost(why);
  if (why) document.querySelector("#typing").ariaBusy = "false";
  busy = false;
});

// The reason why it was not written down; none: the next line is there.
async function send(action, body, again = true) {
  const answer = await fetch(action, { method: "POST", body, redirect: "manual" });
  if (answer.type === "opaqueredirect") return "signed-out";
  if (answer.status === TOO_OLD && again) return await freshen(action, body) ?? await send(action, body, false);
  const typing = ANSWERED.includes(answer.status) && await piece(answer, "#typing");
  if (!typing) return WHY[answer.status] ?? "broken";
  document.querySelector("#typing").replaceWith(typing);
  document.querySelector("#said").textContent = typing.querySelector(".done").textContent;
  begin();
}

// The session that the form was made in has ended. Whoever has signed in again, in another tab, goes on with a fresh token.
async function freshen(action, body) {
  const answer = await fetch(action, { redirect: "manual" });
  if (answer.type === "opaqueredirect") return "signed-out";
  const token = answer.ok && await piece(answer, "[name=csrf_token]");
  if (!token) return WHY[answer.status] ?? "broken";
  for (const each of document.querySelectorAll("[name=csrf_token]")) each.value = token.value;
  body.set("csrf_token", token.value);
}

async function piece(answer, selector) {
  return new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(selector);
}

// Another form of the page is sent, which loads it anew: a line that was not sent would be lost.
function keepUnsent(event) {
  const line = document.querySelector("#typing form.line");
  const typed = [...line.querySelectorAll("#line-name, #line-email, #line-phone")].some((field) => field.value.trim());
  if (!typed && !line.querySelector(":checked:is([name=interests], [name=consent])")) return;
  event.preventDefault();
  const unsent = document.querySelector("#unsent");
  event.target.before(unsent);
  unsent.hidden = false;
  unsent.scrollIntoView({ block: "nearest" });
}

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

function lost(why) {
  const told = document.querySelector("#lost");
  for (const each of told.children) each.hidden = each.dataset.why !== why;
  told.hidden = !why;
  if (why) told.scrollIntoView({ block: "nearest" });
}

if (!matchMedia("(pointer: coarse), (max-width: 40rem)").matches && !document.querySelector("[autofocus], .totals .wrong")) begin();
