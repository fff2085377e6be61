// The page on a tablet in the lobby. What somebody writes is sealed before it is kept; then the form is thrown away and a
// fresh copy takes its place, in the house's language. It needs no network once it has been opened with one.
"use strict";
// Seconds: until it asks "Still there?", to answer that, and that the thanks stay.
const IDLE = 60, ANSWER = 20, THANKS = 8;
// Between tries that failed, and between looks when all is well: the house says there whether people may go on writing.
const PAUSES = [3, 5, 10, 20, 40, 60, 120, 300], EVERY = 60, UPDATES = 10;
const told = document.body.dataset, stage = document.querySelector("#stage");
const one = (what) => stage.querySelector(what), all = (what) => [...stage.querySelectorAll(what)];
let language = told.language, view = "form", consent = "yes", ends = 0;
let waits = 0, safe = 0, gone = 0, open = true, kept = false, last = { told: true };
let acted = moments(), busy = false, next = 0, failed = 0, looks = 0, stale = false, place = null;

begin();

async function begin() {
  stand(language);
  if (!isSecureContext) return cannot("insecure");
  if (!crypto.subtle || !navigator.serviceWorker || !window.indexedDB) return cannot("unable");
  Waiting.of(told.id, told.entries);
  try {
    await recall();
  } catch {
    return cannot("unable");
  }
  keep();
  setInterval(look, 1000);
  contact();
}

function cannot(why) {
  view = why;
  show();
}

// A fresh copy of everything in a language; `written` is carried over when somebody changes the language in the middle.
function stand(wanted, written) {
  language = wanted;
  stage.replaceChildren(document.querySelector(`template[lang="${language}"]`).content.cloneNode(true));
  document.documentElement.lang = language;
  if (written) fill(written);
  show();
}

function show() {
  const form = ["form", "thanks"].includes(view);
  document.body.classList.toggle("lit", view === "thanks");
  for (const each of all("[data-view]")) each.hidden = each.dataset.view !== view;
  for (const each of all("[data-status]")) each.hidden = !form || each.dataset.status !== status();
  for (const each of all("[data-said]")) each.hidden = each.dataset.said !== consent;
  const when = { waits: waits > 0, gone: gone > 0, empty: waits + gone === 0 };
  for (const each of all("[data-when]")) each.hidden = !when[each.dataset.when];
  for (const each of all("[data-count=waits]")) each.textContent = waits;
  for (const each of all("[data-count=safe]")) each.textContent = safe;
  for (const each of all("[data-count=gone]")) each.textContent = gone;
}

function status() {
  if (!kept) return "getting";
  if (last.told) return waits ? "sends" : "ready";
  return last.after ? "busy" : last.strange ? "strange" : "waits";
}

// Whatever somebody wrote is gone, and the next person finds an empty form; or that the tablet is done.
function empty() {
  if (stale) return location.reload();
  view = open ? "form" : "over";
  acted = moments();
  stand(told.language);
  scrollTo(0, 0);
  one("main").focus({ preventScroll: true });
}

function written() {
  const value = (name) => one(`[data-field=${name}]`).value;
  const ticked = (name) => all(`[data-field=${name}]:checked`).map((each) => each.value);
  return {
    name: value("name"), email: value("email"), phone: value("phone"), interests: ticked("interests"),
    consent: ticked("consent")[0] ?? "", protect: ticked("protect").length > 0,
  };
}

function fill(said) {
  for (const name of ["name", "email", "phone"]) one(`[data-field=${name}]`).value = said[name];
  const ticks = [...said.interests.map((each) => ["interests", each]), ["consent", said.consent], ["protect", said.protect && "yes"]];
  for (const [name, value] of ticks) {
    const tick = all(`[data-field=${name}]`).find((each) => each.value === value);
    if (tick) tick.checked = true;
  }
}

function touched() {
  const { interests, protect, ...words } = written();
  return interests.length > 0 || protect || Object.values(words).some((each) => each) || language !== told.language;
}

// The same rules as on the server: what passes here is read there.
function wrongs(said) {
  const email = said.email.trim(), phone = said.phone.trim(), found = [];
  if (said.consent !== "no") {
    if (email && !/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)*\.[^\s@.\d]{2,}$/.test(email)) found.push("email wrong");
    if (phone && !dials(phone)) found.push("phone wrong");
    if (!email && !phone) found.push("email needed");
  }
  return said.consent ? found : [...found, "consent needed"];
}

function dials(phone) {
  const digits = phone.replace(/\D/g, "");
  if (phone.startsWith("+")) return /^\d{9,15}$/.test(digits);
  return /^(010|07|1)\d+$/.test(digits) && digits.length === 11 || /^[2-9]\d{9}$/.test(digits);
}

function tell(found) {
  for (const each of all("[data-why]")) each.hidden = !found.includes(each.dataset.why);
  for (const each of all("[data-field]")) {
    const why = all("[data-why]:not([hidden])").find((reason) => reason.dataset.why.startsWith(`${each.dataset.field} `));
    const around = each.closest(each.dataset.field === "consent" ? "fieldset" : "div, label");
    around.classList.toggle("wrong", Boolean(why));
    const about = each.dataset.field === "consent" ? around : each;
    why ? about.setAttribute("aria-describedby", why.id) : about.removeAttribute("aria-describedby");
    if (each.type === "text") each.ariaInvalid = why ? "true" : null;
  }
  one(".wrong input")?.focus();
}

addEventListener("submit", async (event) => {
  event.preventDefault();
  if (busy) return;
  const said = written(), found = wrongs(said);
  tell(found);
  if (found.length) return;
  busy = true;
  try {
    await seal({ ...said, language, wording: event.target.dataset.wording, at: new Date().toISOString() });
  } catch {
    tell(["form kept"]);
    return;
  } finally {
    busy = false;
  }
  [view, consent, ends] = ["thanks", said.consent, moments()[0] + THANKS * 1000];
  stand(language);
  scrollTo(0, 0);
  one("[data-view=thanks] h2").focus({ preventScroll: true });
  contact();
});

async function seal(said) {
  const id = Sealing.submission();
  await Waiting.add({ id, sealed: await Sealing.seal(JSON.stringify(said), told.key, told.id, id) });
  await recall();
  place?.sync?.register("entries").catch(() => null);
}

addEventListener("click", (event) => {
  const pressed = event.target.closest("[data-speak], [data-do]")?.dataset;
  if (pressed?.speak) {
    stand(pressed.speak, view === "form" ? written() : null);
    one("[aria-current]").focus();
  }
  if (pressed?.do === "next" || pressed?.do === "empty") empty();
  if (pressed?.do === "stay") one("dialog").close();
});

for (const act of ["pointerdown", "keydown", "input"]) addEventListener(act, () => (acted = moments()), { passive: true });
// The page is left, or put away for Back: nothing of it stays in memory.
addEventListener("pagehide", () => stage.replaceChildren());
addEventListener("pageshow", (event) => event.persisted && empty());
addEventListener("online", () => contact());
addEventListener("visibilitychange", () => document.hidden || (look(), contact()));

// Two clocks: one of them stands while a tablet sleeps, the other may be set.
function moments() {
  return [performance.now(), Date.now()];
}

// Each second: whether somebody has left, and how long that is ago.
function look() {
  if (view === "thanks") return moments()[0] > ends && empty();
  if (view !== "form" || !one("form")) return;
  if (!open && !touched()) return empty();
  const idle = Math.max(...moments().map((each, n) => each - acted[n])) / 1000, asks = one("dialog");
  if (idle < IDLE || !touched()) return asks.open && asks.close();
  if (idle >= IDLE + ANSWER) return empty();
  one("[data-count=left]").textContent = Math.ceil(IDLE + ANSWER - idle);
  if (!asks.open) asks.showModal();
}

// What is kept in the browser: how many wait, and what the house said last.
async function recall() {
  waits = await Waiting.count();
  ({ open, safe, gone = 0 } = await Waiting.heard());
  if (!open && view === "form" && !touched()) view = "over";
  if (open && view === "over") view = "form";
  show();
}

// Sends what waits and hears how things stand; comes again by itself.
async function contact() {
  clearTimeout(next);
  last = await Waiting.send().catch(() => ({}));
  failed = last.told ? 0 : failed + 1;
  clearTimeout(next);
  const pause = last.told ? EVERY : PAUSES[Math.min(failed, PAUSES.length) - 1];
  next = setTimeout(contact, Math.max(pause, last.after ?? 0) * 1000);
  await recall();
  if (last.told && ++looks % UPDATES === 0) place?.update().catch(() => null);
}

// The service worker keeps the page for when there is no network.
async function keep() {
  navigator.storage?.persist?.().catch(() => null);
  const before = navigator.serviceWorker.controller;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    stale = Boolean(before);
    if (stale && view !== "thanks" && !touched()) location.reload();
  });
  await navigator.serviceWorker.register(told.worker, { scope: told.page, updateViaCache: "none" }).catch(() => null);
  place = await navigator.serviceWorker.ready;
  kept = true;
  show();
}
