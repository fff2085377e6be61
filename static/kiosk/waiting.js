// Sealed entries that wait on this tablet, and sending them. In the page and in the service worker alike.
// An entry leaves the tablet only after the house has answered that it has it; sent twice it is taken once.
// The shape of what is kept never changes: an entry written by an older page must find its way, too.
"use strict";
const Waiting = (() => {
  const BATCH = 25, PATIENCE = 30000, ENTRIES = "entries", FACTS = "facts";
  let name = "", address = "";

  function of(kiosk, where) {
    name = `kiosk-${kiosk}`;
    address = where;
  }

  function opened() {
    return new Promise((done, fail) => {
      const asked = indexedDB.open(name, 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore(ENTRIES, { keyPath: "id" });
        asked.result.createObjectStore(FACTS);
      };
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => fail(asked.error);
    });
  }

  // Strict: it is on the disk when this returns, and an empty battery takes nothing.
  async function within(store, mode, deed) {
    const base = await opened();
    try {
      const deal = base.transaction(store, mode, { durability: "strict" });
      const ended = new Promise((done, fail) => {
        deal.oncomplete = done;
        deal.onabort = deal.onerror = () => fail(deal.error);
      });
      const asked = deed(deal.objectStore(store));
      await ended;
      return asked?.result;
    } finally {
      base.close();
    }
  }

  const add = (entry) => within(ENTRIES, "readwrite", (store) => store.add(entry));
  const count = () => within(ENTRIES, "readonly", (store) => store.count());
  // What the house said last: whether people may write here, and how many entries are safe.
  const heard = async () => (await within(FACTS, "readonly", (store) => store.get("heard"))) ?? { open: true, safe: 0 };

  // Told to wait it hears as much; how many are safe is not always said then.
  async function note({ open, safe, gone }) {
    const before = await heard();
    const now = { open, safe: safe ?? before.safe, gone: gone ?? before.gone ?? 0 };
    await within(FACTS, "readwrite", (store) => store.put(now, "heard"));
  }

  // One at a time: two at once would do no harm, and send everything twice.
  function send() {
    return navigator.locks ? navigator.locks.request(name, sendAll) : sendAll();
  }

  async function sendAll() {
    for (;;) {
      const some = await within(ENTRIES, "readonly", (store) => store.getAll(null, BATCH));
      const said = await ask(some);
      if (typeof said.open === "boolean") await note(said);
      if (!said.told) return said;
      const taken = some.filter((each) => said.taken.includes(each.id));
      if (taken.length) await within(ENTRIES, "readwrite", (store) => void taken.forEach((each) => store.delete(each.id)));
      if (!(await count())) return said;
      if (!taken.length) return { strange: true };
    }
  }

  // `told`: the house answered. `after`: it is busy. `strange`: somebody else answers in its place. Else the line is down.
  async function ask(entries) {
    const ended = new AbortController(), clock = setTimeout(() => ended.abort(), PATIENCE);
    try {
      const body = JSON.stringify({ now: new Date().toISOString(), entries });
      const headers = { "Content-Type": "application/json" };
      const answer = await fetch(address, { method: "POST", headers, body, signal: ended.signal, cache: "no-store" });
      const said = answer.ok || answer.status === 429 ? await answer.json().catch(() => null) : null;
      const { open, safe, gone } = said ?? {};
      if (answer.status >= 500 || answer.status === 429) return { open, safe, gone, after: +answer.headers.get("Retry-After") || 1 };
      return Array.isArray(said?.taken) ? { ...said, told: true } : { strange: true };
    } catch {
      return {};
    } finally {
      clearTimeout(clock);
    }
  }

  return { of, add, count, heard, send };
})();
