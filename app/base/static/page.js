// What makes pages nicer where scripts run; every page works without it.
"use strict";

document.documentElement.classList.add("has-script");

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (button === null) return;
  if (button.dataset.copy !== undefined) {
    await navigator.clipboard.writeText(button.dataset.copy);
    // The answer stands in a live region, so that it is also read out.
    button.querySelector("[role=status]").textContent = button.dataset.done;
  }
  if (button.dataset.print !== undefined) window.print();
});

// The answer to a small form stands under it, instead of in a page of its own beside this one.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-answer]");
  if (form === null) return;
  event.preventDefault();
  const place = form.parentElement.querySelector("[data-answer-place]");
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const part = page.querySelector("[data-part]") ?? page.querySelector("main");
  place.replaceChildren(document.adoptNode(part));
});
