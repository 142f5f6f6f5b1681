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
