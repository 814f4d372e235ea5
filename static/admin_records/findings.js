"use strict";
// What the checks find: told below each field as one types, mended by a click, passed with a reason without leaving.
(() => {
  const PAUSE = 800; // milliseconds
  const FIELDS = "textarea.markdownx-editor, textarea[name$=-sentence], input:is([name=title], [name=summary], [name=post], [name$=-title])";
  const OWN_FORM = "#record_form";

  function element(name, attributes, ...inside) {
    const made = document.createElement(name);
    for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
    made.append(...inside);
    return made;
  }

  // --- Where it stands, and what takes its place -----------------------------------------------------------

  // Where it was found, or else where the same words stand behind the same ones; -1 where they are gone.
  function placeIn(field, { start, before, words }) {
    if (field.value.slice(start, start + words.length) === words) return start;
    const known = field.value.indexOf(before + words);
    return known < 0 ? -1 : known + before.length;
  }

  function show(field) {
    for (let row = field.closest(".folded"); row; row = row.parentElement.closest(".folded")) row.classList.remove("folded");
    field.scrollIntoView({ block: "center" });
    field.focus({ preventScroll: true });
  }

  function select(field, found) {
    show(field);
    const start = placeIn(field, found);
    if (start >= 0) field.setSelectionRange(start, start + found.words.length);
    return start;
  }

  // As if typed: the browser can take it back, and preview and checks follow.
  function mend(field, found) {
    if (select(field, found) < 0) return false;
    const { selectionStart, selectionEnd } = field;
    if (document.execCommand(found.mended ? "insertText" : "delete", false, found.mended)) return true;
    field.setRangeText(found.mended, selectionStart, selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    return true;
  }

  const labelOf = ({ mended }) => (mended.length > 1 ? `改成“${mended}”` : mended ? `改成 ${mended}` : "删去");

  // --- As one types ----------------------------------------------------------------------------------------

  const desk = () => document.getElementById("checks");
  const waiting = new WeakMap(); // of fields: the timer, or the request under way
  const boxes = new WeakMap(); // of fields: where it is told below them
  const checked = new WeakMap(); // of fields: the text that was checked last

  function later(field) {
    clearTimeout(waiting.get(field));
    waiting.set(field, setTimeout(() => check(field), PAUSE));
  }

  async function check(field) {
    clearTimeout(waiting.get(field));
    const text = field.value;
    if (checked.get(field) === text) return;
    checked.set(field, text);
    if (!text.trim()) return tell(field, []);
    const body = new FormData();
    body.append("csrfmiddlewaretoken", document.querySelector(`${OWN_FORM} [name=csrfmiddlewaretoken]`).value);
    body.append("field", field.name);
    body.append("content", text);
    body.append("record", desk().dataset.record ?? "");
    try {
      const answer = await fetch(desk().dataset.address, { method: "POST", body });
      const { findings } = answer.ok ? await answer.json() : { findings: [] };
      if (field.value === text) tell(field, findings);
    } catch {
      checked.delete(field); // no connection: asked again with the next pause
    }
  }

  function boxOf(field) {
    if (!boxes.has(field)) {
      const box = element("div", { class: "field-findings", role: "status" });
      const line = field.matches(".markdownx-editor") ? field : field.closest(".flex-container") ?? field;
      line.after(box);
      boxes.set(field, box);
    }
    return boxes.get(field);
  }

  function tell(field, findings) {
    if (!findings.length && !boxes.has(field)) return;
    boxOf(field).replaceChildren(...findings.map((found) => line(field, found)));
  }

  function line(field, found) {
    const words = element("button", { type: "button", class: "finding-words", title: "在正文里选中" }, found.opening, found.before, element("mark", {}, found.words), found.behind, found.ending);
    words.addEventListener("click", () => select(field, found));
    const parts = [element("strong", {}, found.label), words, element("span", {}, found.reason)];
    if (found.mended !== null) {
      const button = element("button", { type: "button", class: "button" }, labelOf(found));
      button.addEventListener("click", () => { if (mend(field, found)) check(field); });
      parts.push(button);
    }
    return element("p", { class: found.must ? "finding is-must" : "finding" }, ...parts);
  }

  const isOurs = (target) => desk() && target.matches?.(FIELDS) && target.closest(OWN_FORM);
  document.addEventListener("input", ({ target }) => { if (isOurs(target)) { later(target); settle(target); } });
  document.addEventListener("focusout", ({ target }) => { if (isOurs(target) && waiting.has(target)) check(target); });

  // --- The list of what is stored --------------------------------------------------------------------------

  const items = new Map(); // each with its field, which may be dragged elsewhere and be renamed

  function foundIn({ dataset }) {
    return { start: Number(dataset.start), before: dataset.before, words: dataset.words, mended: dataset.mended };
  }

  // Told beside an item; an empty text takes it away.
  function note(item, text) {
    let said = item.querySelector(".finding-said");
    if (!said && !text) return;
    if (!said) item.append(said = element("p", { class: "finding-said", role: "status" }));
    said.textContent = text;
  }

  // What is gone from its field is done once that is saved.
  function settle(field) {
    for (const [item, own] of items) {
      if (own !== field || !item.dataset.words || item.dataset.mended === undefined) continue;
      const done = placeIn(field, foundIn(item)) < 0;
      item.classList.toggle("is-done", done);
      note(item, done ? "已改，保存后生效。" : "");
    }
  }

  async function send(form) {
    const item = form.closest(".finding");
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
      const { said } = await answer.json();
      note(item, said);
      item.classList.toggle("is-done", answer.ok);
      if (answer.ok) item.querySelector(".finding-tools, form")?.remove();
    } catch {
      note(item, "没有成功，请再试一次。");
    } finally {
      button.disabled = false;
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    for (const item of document.querySelectorAll("#checks .finding[data-field]")) {
      const field = item.dataset.field && document.getElementById(item.dataset.field);
      if (!field) continue;
      items.set(item, field);
      const button = item.querySelector(".finding-mend");
      if (button) button.hidden = false;
    }
  });
  document.addEventListener("click", (event) => {
    const item = event.target.closest?.("#checks .finding");
    const field = items.get(item);
    if (!field) return;
    if (event.target.closest(".finding-place")) {
      event.preventDefault();
      select(field, foundIn(item));
    } else if (event.target.closest(".finding-mend") && !mend(field, foundIn(item))) {
      note(item, "这里的文字已经改过。");
    }
  });
  // Not seen by others: what is typed elsewhere on the page is still unsaved.
  document.addEventListener("submit", (event) => {
    if (!event.target.closest("#checks")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    send(event.target);
  }, true);
})();
