// The signup in place. What was written stays on the page until the house has said "thank you": when the network drops,
// the same form (the same submission id) is sent again, and the house takes it once however often it comes.
"use strict";
const PAUSES = [1, 2, 4, 8, 15], PATIENCE = [12, 20, 40, 60];
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
  sending = form.inert = true;
  for (let tries = 0; ; tries++) {
    say("sends");
    const answer = await post(form.action, body, at(PATIENCE, tries));
    if (answer?.page) return show(answer);
    say("waits");
    await pause(answer?.after || at(PAUSES, tries));
  }
}

// The page that answers; nothing when the line is down, the house is busy, or somebody else answers in its place.
async function post(address, body, seconds) {
  const ended = new AbortController(), clock = setTimeout(() => ended.abort(), seconds * 1000);
  try {
    const answer = await fetch(address, { method: "POST", body, signal: ended.signal });
    if (answer.status >= 500 || answer.status === 429) return { after: +answer.headers.get("Retry-After") };
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.querySelector(".stage") && { page, address: answer.redirected && answer.url };
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
  if (which === "waits" && now.hidden) {
    now.hidden = false;
    now.focus();
  }
}

const at = (list, n) => list[Math.min(n, list.length - 1)];
