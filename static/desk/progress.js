// How far something has come (kits that are drawn, a file that is gathered, a report): asked every two seconds, told where it changed; at the end the page comes anew.
"use strict";
const far = document.getElementById("far");
const bar = document.getElementById("bar");
let tag = "";
async function look() {
  try {
    const answer = await fetch(far.dataset.from, { headers: tag ? { "If-None-Match": tag } : {} });
    if (answer.status === 200) {
      tag = answer.headers.get("ETag") || "";
      const told = await answer.json();
      if (told.over) return location.reload();
      far.firstElementChild.textContent = told.said;
      if (bar) {
        bar.max = told.of;
        bar.value = told.done;
      }
    } else if (answer.status !== 304 && answer.status < 500) return location.reload();
  } catch { /* no network: the next look may go well */ }
  setTimeout(look, 2000);
}
setTimeout(look, 2000);
