// The card that says how far some work is, brought anew while the page stays as it is. Without
// this the whole page is loaded again.
"use strict";
const EVERY_MS = 1000;
const card = document.getElementById("live");
const again = async () => {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = page.getElementById("live");
    if (answer.ok && !next) {
      // It is done: the page has something else to say.
      location.reload();
      return;
    }
    if (next) {
      document.title = page.title;
      card.replaceChildren(...next.childNodes);
    }
  } catch {
    // The service is started again, or the line is down for a moment.
  }
  setTimeout(again, EVERY_MS);
};
if (card) setTimeout(again, EVERY_MS);
