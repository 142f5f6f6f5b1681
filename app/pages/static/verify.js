// Drop a file on the form, or paste a picture. The page does everything else without this.
"use strict";
const form = document.querySelector("[data-drop]");
// A code or link that was typed, and then Enter: as in any field of one line. What has several
// lines is the text of a certificate, in which Enter is part of it.
form?.querySelector("textarea")?.addEventListener("keydown", (event) => {
  const typed = event.target.value;
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && typed.trim() && !/^[\s]*[{[<]|\n/.test(typed)) {
    event.preventDefault();
    form.requestSubmit();
  }
});
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
