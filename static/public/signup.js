// The signup in place. What was written stays on the page until the house has said "thank you": when the network drops,
// the same form (the same submission id) is sent again, and the house takes it once however often it comes.
"use strict";
// Seconds between tries, seconds that an answer may take, and after how many strange answers the form is given back.
const PAUSES = [1, 2, 4, 8, 15], PATIENCE = [12, 20, 40, 60], STRANGE = 3;
let sending = false, wake = null;

addEventListener("submit", (event) => {
  const form = event.target;
  if (form.id !== "signup" || event.submitter?.name === "speak") return;
  event.preventDefault();
  if (!sending) send(form);
});
addEventListener("click", (event) => event.target.id === "now" && wake?.());
addEventListener("online", () => wake?.());
addEventListener("beforeunload", (event) => sending && event.preventDefault());

async function send(form) {
  const body = new URLSearchParams(new FormData(form));
  hold(form, true);
  for (let tries = 0, strange = 0; strange < STRANGE; tries++) {
    say("sends");
    const answer = await post(form.action, body, at(PATIENCE, tries));
    if (answer?.page) return show(answer);
    strange = answer?.strange ? strange + 1 : 0;
    say(answer?.after ? "busy" : "waits");
    await pause(answer?.after || at(PAUSES, tries));
  }
  hold(form, false);
  say("stops");
  document.querySelector("#now").hidden = true;
  document.querySelector("#send").focus();
}

// While it is on its way nothing is changed: what is sent again must be the same.
function hold(form, whether) {
  sending = form.inert = document.querySelector(".langs").inert = whether;
}

// The page that answers: thanks, or the form with what to mend. `after`: the house is busy. `strange`: it takes nothing
// from here, or somebody else answers in its place. Nothing at all when the line is down.
async function post(address, body, seconds) {
  const ended = new AbortController(), clock = setTimeout(() => ended.abort(), seconds * 1000);
  try {
    const answer = await fetch(address, { method: "POST", body, signal: ended.signal });
    if (answer.status >= 500 || answer.status === 429) return { after: +answer.headers.get("Retry-After") };
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const ours = answer.redirected ? page.querySelector(".stage") : page.querySelector("#signup, #once-more");
    return ours ? { page, address: answer.redirected && answer.url } : { strange: true };
  } catch {
    return null;
  } finally {
    clearTimeout(clock);
  }
}

function show({ page, address }) {
  sending = false;
  if (address) history.replaceState(null, "", address);
  document.title = page.title;
  document.documentElement.lang = page.documentElement.lang;
  document.body.replaceWith(document.adoptNode(page.body));
  scrollTo(0, 0);
  (document.querySelector("#errors") ?? document.querySelector("#main")).focus({ preventScroll: true });
}

function pause(seconds) {
  return new Promise((done) => {
    wake = done;
    setTimeout(done, seconds * 1000);
  });
}

// The line under the button says how it stands; its words come with the page, in its language.
function say(which) {
  const told = document.querySelector("#told"), now = document.querySelector("#now");
  if (told.textContent !== told.dataset[which]) told.textContent = told.dataset[which];
  if (which !== "sends" && now.hidden) {
    now.hidden = false;
    now.focus();
  }
}

const at = (list, n) => list[Math.min(n, list.length - 1)];
