"use strict";
// Moves the rows of a record's page by button and keyboard, beside dragging (WCAG 2.5.7), and leads to an added row.
(() => {
  const ROW = ":scope > .djn-item.djn-inline-form:not(.djn-empty-form)";

  // Each row's place is what is posted; nested_admin writes it the same way when a row is dropped.
  function number(rows) {
    rows.forEach((row, place) => {
      const field = row.querySelector(":scope > input[name$='-number']");
      if (field) field.value = place;
    });
  }

  function move(row, step) {
    const list = row.parentElement;
    const rows = [...list.querySelectorAll(ROW)];
    const place = rows.indexOf(row), other = rows[place + step];
    if (!other) return place;
    if (step < 0) other.before(row);
    else other.after(row);
    number([...list.querySelectorAll(ROW)]);
    row.dispatchEvent(new Event("input", { bubbles: true }));
    return place + step;
  }

  function tell(row, place) {
    let said = document.getElementById("moved");
    if (!said) {
      said = document.createElement("p");
      said.id = "moved";
      said.className = "visually-hidden";
      said.setAttribute("role", "status");
      document.body.append(said);
    }
    said.textContent = `已移到第 ${place + 1} 位`;
  }

  document.addEventListener("click", ({ target }) => {
    const button = target.closest("button.move");
    if (!button) return;
    const row = button.closest(".djn-inline-form");
    tell(row, move(row, Number(button.dataset.step)));
    button.focus();
  });

  document.addEventListener("formset:added", ({ target }) => {
    target.querySelector("textarea, input:not([type=hidden], [type=checkbox])")?.focus();
  });
})();
