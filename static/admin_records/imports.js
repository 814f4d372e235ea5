"use strict";
// Hands in documents: dropped files, the list of chosen ones, a sign of life while they travel.
(() => {
  const form = document.getElementById("upload_form");
  if (!form) return;
  const input = form.querySelector("input[type=file]");
  const zone = form.querySelector(".drop-zone");
  const list = form.querySelector(".chosen-files");
  const mostFiles = Number(input.dataset.mostFiles);
  const mostBytes = Number(input.dataset.mostBytes);
  const LISTED = 10;
  const sizeOf = (files) => files.reduce((sum, file) => sum + file.size, 0);

  function refusal(files) {
    if (files.length > mostFiles) return `选了 ${files.length} 个文件，一次最多 ${mostFiles} 个。请分几次上传，或压缩成一个 .zip。`;
    if (sizeOf(files) > mostBytes) return `共 ${Math.ceil(sizeOf(files) / 2 ** 20)} MB，一次最多 ${mostBytes / 2 ** 20} MB。请分几次上传。`;
    return "";
  }

  function line(text, className = "") {
    const item = document.createElement("li");
    item.textContent = text;
    item.className = className;
    return item;
  }

  function showChosen() {
    const files = [...input.files];
    const lines = files.slice(0, LISTED).map((file) => line(`${file.name}（${Math.ceil(file.size / 1024)} KB）`));
    if (files.length > LISTED) lines.push(line(`……共 ${files.length} 个文件`));
    const refused = refusal(files);
    if (refused) lines.push(line(refused, "errornote"));
    list.replaceChildren(...lines);
  }

  form.querySelector(".drop-hint").hidden = false;
  input.addEventListener("change", showChosen);
  for (const [name, over] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
    form.addEventListener(name, (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      zone.classList.toggle("is-over", over);
    });
  }
  form.addEventListener("drop", ({ dataTransfer }) => {
    if (!dataTransfer.files.length) return;
    const all = new DataTransfer();
    for (const file of [...input.files, ...dataTransfer.files]) all.items.add(file);
    input.files = all.files;
    showChosen();
  });
  const button = form.querySelector("[type=submit]");
  const progress = form.querySelector(".upload-progress");
  function waiting(on) {
    button.disabled = on;
    progress.hidden = !on;
  }
  form.addEventListener("submit", (event) => {
    if (refusal([...input.files])) {
      event.preventDefault();
      input.focus();
      return;
    }
    waiting(true);
  });
  // Back from the next page, the browser may show this one as it was left.
  window.addEventListener("pageshow", () => waiting(false));
})();

// The review: fields and the document point at each other; rows are added, moved, merged and removed.
(() => {
  const review = document.querySelector(".review");
  if (!review) return;
  const form = review.querySelector(".review-form");
  const pane = review.querySelector(".review-document");
  const lines = review.querySelector(".document-lines");
  review.classList.add("with-script");
  if (matchMedia("(max-width: 1023px)").matches) pane.open = false;

  // --- Where it was read -----------------------------------------------------------------------------
  const pathsOf = (element) => (element.dataset.paths || "").split(" ").filter(Boolean);

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
    if (target.matches("[data-paths]")) highlight(pathsOf(target));
  });

  // The innermost part comes first; a field that was merged into another answers for it too.
  function fieldFor(part) {
    const linked = part.hash && document.getElementById(decodeURIComponent(part.hash.slice(1)));
    if (linked && !linked.closest(".is-removed")) return linked;
    const fields = [...form.querySelectorAll("textarea[data-paths], input[data-paths]")];
    return fields.find((field) => !field.closest(".is-removed") && pathsOf(field).some((path) => pathsOf(part).includes(path)));
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
    const field = part && fieldFor(part);
    if (!field) return;
    event.preventDefault();
    for (let folded = field.closest("details"); folded; folded = folded.parentElement.closest("details")) folded.open = true;
    field.scrollIntoView({ block: "center" });
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
  const rowsIn = (list) => [...list.children].filter((row) => row.matches(".row"));
  const alive = (row) => !row.classList.contains("is-removed");
  const fieldOf = (row, name) => row.querySelector(`:scope > .row-fields [name$="-${name}"]`);
  const hiddenOf = (row, name) => row.querySelector(`:scope > [name$="-${name}"], :scope > .row-head [name$="-${name}"]`);
  const totalOf = (rows) => rows.querySelector(`:scope > [name="${rows.dataset.prefix}-TOTAL_FORMS"]`);

  function renumber() {
    for (const list of form.querySelectorAll(".row-list")) {
      rowsIn(list).forEach((row, place) => { hiddenOf(row, "place").value = place + 1; });
      rowsIn(list).filter(alive).forEach((row, place) => {
        const isOwn = row.dataset.row === "award" && place === 0;
        row.querySelector(":scope > .row-head .row-number").textContent = isOwn ? "1（本页的表彰）" : place + 1;
      });
    }
  }

  function add(rows) {
    const total = totalOf(rows);
    const blank = rows.dataset.prefix.endsWith("-measures") ? "__measure__" : "__row__";
    const holder = document.createElement("template");
    holder.innerHTML = rows.querySelector(":scope > template").innerHTML.replaceAll(blank, total.value);
    total.value = Number(total.value) + 1;
    const row = holder.content.querySelector(".row");
    row.removeAttribute("data-extra");
    rows.querySelector(":scope > .row-list").append(row);
    ready(row);
    renumber();
    row.querySelector(".row-fields :is(input, textarea)").focus();
  }

  function neighbour(row) {
    let before = row.previousElementSibling;
    while (before && !alive(before)) before = before.previousElementSibling;
    return before;
  }

  function append(editor, text, between) {
    editor.value = editor.value.trim() ? editor.value + between + text : text;
    editor.dispatchEvent(new Event("input", { bubbles: true }));
  }

  const prefixOf = (row) => fieldOf(row, "text").name.replace(/-text$/, "");
  const choiceOf = (row) => new Option(fieldOf(row, "marker").value + fieldOf(row, "text").value.slice(0, 16), prefixOf(row));

  // Figures follow the text that they were read from.
  function giveFigures(from, to) {
    for (const select of form.querySelectorAll('.row-figure select[name$="-of"]')) {
      if (select.value !== prefixOf(from)) continue;
      if (![...select.options].some((option) => option.value === prefixOf(to))) select.add(choiceOf(to));
      select.value = prefixOf(to);
    }
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
    row.classList.add("is-merged");
    remove(row, true);
    editor.focus();
  }

  function remove(row, gone) {
    hiddenOf(row, "DELETE").checked = gone;
    row.classList.toggle("is-removed", gone);
    renumber();
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
    editor.scrollIntoView({ block: "center" });
    editor.focus({ preventScroll: true });
  }

  const DO = {
    add: (button) => add(button.closest(".rows")),
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

  function ready(root) {
    for (const button of root.querySelectorAll("button[data-do]")) button.hidden = false;
  }

  // Blank rows are for those without the script; an award is needed in any case.
  for (const row of form.querySelectorAll(".row[data-extra]")) {
    const rows = row.closest(".rows");
    if (row.dataset.row === "award" && rowsIn(row.parentElement).length === 1) continue;
    totalOf(rows).value = Number(totalOf(rows).value) - 1;
    row.remove();
  }
  ready(form);
  renumber();
})();
