"use strict";
// The Markdown editors, the rows of a record's page, and a word of warning before typed text is lost.
(() => {
  // markdownx starts every editor when the page is ready, with a request each: hundreds on a long record, and none in
  // rows added later. It hands its start to docReady, so the start is kept here until somebody comes to type.
  let startEditors = () => {};
  Object.defineProperty(window, "docReady", {
    get: () => (start) => { startEditors = start; },
    set: () => {},
  });

  const started = new WeakSet();
  document.addEventListener("focusin", ({ target }) => {
    if (!target.matches("textarea.markdownx-editor") || started.has(target)) return;
    started.add(target);
    target.removeAttribute("data-markdownx-init");
    startEditors();
    target.parentElement.addEventListener("markdownx.fileUploadError", (event) => showRefusal(target, event.detail[0]));
  });

  // markdownx would write "Invalid response" over the selected text: the typed text is put back.
  function showRefusal(editor, answer) {
    const typed = editor.value;
    setTimeout(() => {
      editor.value = typed;
      let note = editor.parentElement.querySelector(".upload-refused");
      if (!note) {
        note = document.createElement("p");
        note.className = "upload-refused errornote";
        note.setAttribute("role", "alert");
        editor.after(note);
      }
      note.textContent = answer.error || "图片没有上传成功，请再试一次。";
    });
  }

  // markdownx makes Tab indent; an editor at the keyboard must be able to leave.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Tab" && event.target.matches("textarea.markdownx-editor")) event.stopImmediatePropagation();
  }, true);

  document.addEventListener("click", ({ target }) => {
    if (target.matches("button.fold")) target.closest(".djn-inline-form").classList.toggle("folded");
    if (!target.matches("button.fold-all")) return;
    const rows = [...target.closest(".djn-group").querySelectorAll(":scope > fieldset > .djn-items > .djn-item.djn-inline-form")];
    const folded = rows.some((row) => !row.classList.contains("folded"));
    for (const row of rows) row.classList.toggle("folded", folded);
  });

  // A figure's list of measures stands once on the page and is filled in where it is opened.
  function fillChoices({ target }) {
    if (!target.matches("select[data-choices]") || target.dataset.filled) return;
    const chosen = target.value, own = target.selectedOptions[0];
    target.replaceChildren(document.getElementById(target.dataset.choices).content.cloneNode(true));
    target.value = chosen;
    if (target.value !== chosen) { // a row that was added since
      target.append(own);
      own.selected = true;
    }
    target.dataset.filled = "yes";
  }
  document.addEventListener("pointerdown", fillChoices);
  document.addEventListener("focusin", fillChoices);

  let typed = false;
  const ofRecord = (target) => target.closest("#record_form");
  document.addEventListener("input", ({ target }) => { typed ||= Boolean(ofRecord(target)); });
  document.addEventListener("submit", () => { typed = false; });
  window.addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });
})();
