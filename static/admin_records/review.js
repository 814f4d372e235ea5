"use strict";
// The review: fields and the document point at each other, and the buttons of rows, lines and pictures.
(() => {
  const { form, alive, fieldOf, hiddenOf, pathsOf, renumber, add, neighbour, append, prefixOf, choiceOf, giveFigures, remove, dissolve, show } = window.reviewRows;
  const review = document.querySelector(".review");
  const pane = review.querySelector(".review-document");
  const lines = review.querySelector(".document-lines");
  review.classList.add("with-script");
  if (matchMedia("(max-width: 1023px)").matches) pane.open = false;

  // --- Where it was read -----------------------------------------------------------------------------
  function highlight(paths) {
    const wanted = new Set(paths);
    for (const part of lines.querySelectorAll(".is-active")) part.classList.remove("is-active");
    const found = [...lines.querySelectorAll(".part")].filter((part) => pathsOf(part).some((path) => wanted.has(path)));
    for (const part of found) part.classList.add("is-active");
    if (found.length) showInPane(found[0]);
  }

  function showInPane(part) {
    const at = part.getBoundingClientRect();
    const frame = lines.getBoundingClientRect();
    if (at.top < frame.top + 24 || at.bottom > frame.bottom - 24) lines.scrollTop += at.top - frame.top - frame.height / 3;
  }

  form.addEventListener("focusin", ({ target }) => {
    if (target.matches("[data-paths]:not(a)")) highlight(pathsOf(target));
  });

  // The innermost part comes first; a field that was merged into another answers for it too, and one that the text was
  // moved to, by marking, before the one it was read into.
  function fieldFor(part) {
    const linked = part.hash && document.getElementById(decodeURIComponent(part.hash.slice(1)));
    const fields = [...form.querySelectorAll("textarea[data-paths], input[data-paths]")]
      .filter((field) => !field.closest(".is-removed") && pathsOf(field).some((path) => pathsOf(part).includes(path)));
    const isLinked = linked && !linked.closest(".is-removed");
    const moved = isLinked && linked.matches("textarea") && !linked.value.includes(part.textContent.trim()) && fields.find((field) => field.value.includes(part.textContent.trim()));
    return moved || (isLinked ? linked : fields[0]);
  }

  // A line's number goes where the file may be cut.
  const cutLine = document.getElementById("cut-line");
  lines.addEventListener("click", ({ target }) => {
    if (!cutLine || !target.matches(".line-number")) return;
    cutLine.value = target.textContent;
    cutLine.closest("details").open = true;
    cutLine.focus();
  });
  lines.addEventListener("click", (event) => {
    const part = event.target.closest("a.part");
    const isSelected = part && !getSelection().isCollapsed; // the press was the end of a selection
    if (isSelected) event.preventDefault();
    const field = part && !isSelected && fieldFor(part);
    if (!field) return;
    event.preventDefault();
    show(field);
    field.focus({ preventScroll: true });
    highlight(pathsOf(part).slice(0, 1));
  });

  form.addEventListener("click", (event) => {
    const link = event.target.closest("a.to-line");
    const goal = link && document.getElementById(link.hash.slice(1));
    if (!goal) return;
    event.preventDefault();
    pane.open = true;
    if (link.dataset.paths) highlight(pathsOf(link));
    else highlightLine(goal);
    showInPane(goal);
  });

  function highlightLine(goal) {
    highlight([]);
    for (const part of goal.querySelectorAll(".part")) part.classList.add("is-active");
  }

  // --- Rows --------------------------------------------------------------------------------------------
  function addByHand(rows) {
    add(rows).querySelector(".row-fields :is(input, textarea)").focus();
  }

  // A sentence that was cut in two is joined again; whole ones become paragraphs.
  function merge(row) {
    const before = neighbour(row);
    if (!before) return;
    const editor = fieldOf(before, "text");
    const between = /[。！？”）]\s*$/.test(editor.value) ? "\n\n" : "";
    append(editor, fieldOf(row, "marker").value + fieldOf(row, "text").value, between);
    const origin = hiddenOf(before, "origin");
    origin.value = `${origin.value} ${hiddenOf(row, "origin").value}`.trim();
    for (const name of ["marker", "text"]) editor.dataset.paths += ` ${fieldOf(row, name).dataset.paths}`;
    giveFigures(row, before);
    dissolve(row);
    editor.focus();
  }

  function up(row) {
    const before = neighbour(row);
    if (!before) return;
    before.before(row);
    renumber();
    row.querySelector("[data-do=up]").focus();
  }

  // A figure may belong to a measure that was added on this page. On the document, behind editor.js, which fills long lists.
  function offerNewMeasures({ target }) {
    if (!target.matches('.row-figure select[name$="-of"]')) return;
    const known = new Set([...target.options].map((option) => option.value));
    for (const row of form.querySelectorAll(".row-measure")) {
      if (known.has(prefixOf(row)) || !alive(row) || !fieldOf(row, "text").value) continue;
      target.add(choiceOf(row));
    }
  }
  document.addEventListener("pointerdown", offerNewMeasures);
  document.addEventListener("focusin", offerNewMeasures);

  // --- Lines that were left out, and pictures ----------------------------------------------------------
  let lastEditor = null;
  form.addEventListener("focusin", ({ target }) => { if (target.matches("textarea.markdownx-editor")) lastEditor = target; });

  function insert(tools) {
    const chosen = tools.querySelector("select");
    const editor = chosen.value ? document.getElementById(`id_${chosen.value}`) : lastEditor;
    const told = tools.querySelector(".offer-done");
    if (!editor || editor.closest(".is-removed")) {
      told.textContent = "请先选定放入哪里，或把光标放进一段正文。";
      return;
    }
    append(editor, tools.dataset.markdown, "\n\n");
    chosen.value = "";
    tools.querySelector("[name$='-done']").value = "1";
    tools.closest(".offer").classList.add("is-done");
    told.textContent = "已放入";
    show(editor);
    editor.focus({ preventScroll: true });
  }

  const DO = {
    add: (button) => addByHand(button.closest(".rows")),
    up: (button) => up(button.closest(".row")),
    merge: (button) => merge(button.closest(".row")),
    remove: (button) => remove(button.closest(".row"), true),
    restore: (button) => remove(button.closest(".row"), false),
    insert: (button) => insert(button.closest(".offer-tools")),
  };
  form.addEventListener("click", ({ target }) => {
    const button = target.closest("button[data-do]");
    if (button) DO[button.dataset.do](button);
  });
})();
