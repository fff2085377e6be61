// Keeps the page and all that it needs for when there is no network, and sends what waits when the page is closed.
// The line above says what is kept, and changes when any of it does: all of it is fetched anew before the old is let go.
// Entries are none of its business: they lie in the browser's database, whatever becomes of this cache.
"use strict";
importScripts(KIOSK.waiting);
Waiting.of(KIOSK.id, KIOSK.entries);
const OURS = `kiosk-${KIOSK.id}-`, NOW = OURS + KIOSK.version;

addEventListener("install", (event) => {
  event.waitUntil(fetchAll().then(() => skipWaiting()));
});

async function fetchAll() {
  const kept = await caches.open(NOW);
  await kept.addAll(KIOSK.kept.map((address) => new Request(address, { cache: "reload" })));
}

addEventListener("activate", (event) => {
  event.waitUntil(letGo().then(() => clients.claim()));
});

async function letGo() {
  const old = (await caches.keys()).filter((each) => each.startsWith(OURS) && each !== NOW);
  await Promise.all(old.map((each) => caches.delete(each)));
}

addEventListener("fetch", (event) => {
  const asked = event.request, { pathname } = new URL(asked.url);
  if (asked.method === "GET" && KIOSK.kept.includes(pathname)) event.respondWith(kept(asked));
});

async function kept(asked) {
  const cache = await caches.open(NOW);
  return (await cache.match(asked, { ignoreSearch: true, ignoreVary: true })) ?? fetch(asked);
}

// Where a browser has it: what waits goes up when a network is back, if the page is closed, too. Failing, it is tried again.
addEventListener("sync", (event) => {
  event.waitUntil(Waiting.send().then((said) => (said.told ? null : Promise.reject(new Error("not yet")))));
});
