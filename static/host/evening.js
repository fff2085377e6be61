// The host's page while it is open: the number rises by itself, and what is pressed is written down in place.
// Without this script each press loads the page anew, and a link looks again.
"use strict";
const EVERY = 4000, GONE = 404;
const live = document.querySelector("#live"), count = document.querySelector("#count");
let mark = "", clock = 0, over = false;

async function look() {
  clearTimeout(clock);
  if (over || document.hidden) return;
  try {
    const answer = await fetch(live.dataset.look, { headers: mark ? { "If-None-Match": mark } : {}, cache: "no-store" });
    if (answer.status === GONE) return end();
    if (answer.status === 200) {
      mark = answer.headers.get("ETag");
      count.replaceChildren(...parsed(await answer.text()).body.childNodes);
    }
    lost("#old", answer.status >= 400);
  } catch {
    lost("#old", true);
  }
  clock = setTimeout(look, EVERY);
}

// The link opens nothing any more: the page that says so takes the place of this one.
function end() {
  over = true;
  location.replace(live.dataset.page);
}

addEventListener("submit", async (event) => {
  const form = event.target, button = event.submitter;
  if (!form.dataset.parts) return;
  event.preventDefault();
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  const body = new URLSearchParams(new FormData(form));
  if (button?.name) body.set(button.name, button.value);
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    if (answer.status === GONE) return end();
    if (answer.status >= 429) throw new Error("not now");
    show(parsed(await answer.text()), form.dataset.parts.split(" "));
    lost("#lost", false);
  } catch {
    lost("#lost", true);
  }
  form.ariaBusy = "false";
  document.getElementById(button?.id)?.focus();
});

// Only what was pressed is drawn anew: what is being typed elsewhere stays.
function show(page, parts) {
  for (const part of parts) {
    const now = document.getElementById(part), then = page.getElementById(part);
    if (now && then) now.replaceWith(then);
  }
}

function parsed(text) {
  return new DOMParser().parseFromString(text, "text/html");
}

function lost(where, whether) {
  document.querySelector(where).hidden = !whether;
}

document.querySelector("#again").hidden = true;
document.addEventListener("visibilitychange", look);
clock = setTimeout(look, EVERY);
