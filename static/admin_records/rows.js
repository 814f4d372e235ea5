"use strict";
// The rows of a review: where they stand, what they hold, and how they come, move and go. Its scripts share them.
window.reviewRows = (() => {
  const form = document.getElementById("record_form");

  const rowsIn = (list) => [...list.children].filter((row) => row.matches(".row"));
  const alive = (row) => !row.classList.contains("is-removed");
  const fieldOf = (row, name) => row.querySelector(`:scope > .row-fields [name$="-${name}"]`);
  const hiddenOf = (row, name) => row.querySelector(`:scope > [name$="-${name}"], :scope > .row-head [name$="-${name}"]`);
  const totalOf = (rows) => rows.querySelector(`:scope > [name="${rows.dataset.prefix}-TOTAL_FORMS"]`);
  const pathsOf = (element) => (element.dataset.paths || "").split(" ").filter(Boolean);
  // "sections", or the measures of one section.
  const rowsOf = (prefix) => form.querySelector(`.rows[data-prefix="${prefix}"]`);
  const measuresOf = (section) => section.querySelector(":scope > .rows");
  const livingIn = (rows) => rowsIn(rows.querySelector(":scope > .row-list")).filter(alive);

  function renumber() {
    for (const list of form.querySelectorAll(".row-list")) {
      rowsIn(list).forEach((row, place) => { hiddenOf(row, "place").value = place + 1; });
      rowsIn(list).filter(alive).forEach((row, place) => {
        const isOwn = row.dataset.row === "award" && place === 0;
        row.querySelector(":scope > .row-head .row-number").textContent = isOwn ? "1（本页的表彰）" : place + 1;
      });
    }
  }

  function ready(root) {
    for (const button of root.querySelectorAll("button[data-do]")) button.hidden = false;
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
    return row;
  }

  function neighbour(row) {
    let before = row.previousElementSibling;
    while (before && !alive(before)) before = before.previousElementSibling;
    return before;
  }

  function changed(field) {
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function append(editor, text, between) {
    editor.value = editor.value.trim() ? editor.value + between + text : text;
    changed(editor);
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

  function remove(row, gone) {
    hiddenOf(row, "DELETE").checked = gone;
    row.classList.toggle("is-removed", gone);
    renumber();
  }

  // Gone without a trace: what it held stands elsewhere now.
  function dissolve(row, gone = true) {
    row.classList.toggle("is-merged", gone);
    remove(row, gone);
  }

  // Shows a field wherever it is folded away.
  function show(field) {
    for (let folded = field.closest("details"); folded; folded = folded.parentElement.closest("details")) folded.open = true;
    field.scrollIntoView({ block: "center" });
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

  return {
    form, alive, fieldOf, hiddenOf, pathsOf, rowsOf, measuresOf, livingIn, renumber, add, neighbour, changed, append,
    prefixOf, choiceOf, giveFigures, remove, dissolve, show,
  };
})();
