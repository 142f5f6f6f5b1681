// Drop a file on the form, or paste a picture. The page does everything else without this.
"use strict";
const form = document.querySelector("[data-drop]");
const file = form?.querySelector('input[type="file"]');
if (form && file) {
  form.querySelector("[data-drop-hint]").hidden = false;
  const send = (files) => {
    if (!files.length) return;
    file.files = files;
    form.requestSubmit();
  };
  for (const kind of ["dragenter", "dragover"]) {
    form.addEventListener(kind, (event) => {
      event.preventDefault();
      form.classList.add("is-over");
    });
  }
  form.addEventListener("dragleave", () => form.classList.remove("is-over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("is-over");
    send(event.dataTransfer.files);
  });
  document.addEventListener("paste", (event) => {
    if (event.clipboardData.files.length) {
      event.preventDefault();
      send(event.clipboardData.files);
    }
  });
}
