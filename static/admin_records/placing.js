"use strict";
// Puts a piece of the document where it belongs in the form: as title, heading, measure, recipient or award. What stands
// elsewhere in the form moves there, and every step is kept to be taken back.
window.placing = (() => {
  const { form, alive, fieldOf, hiddenOf, rowsOf, measuresOf, livingIn, renumber, add, neighbour, changed, prefixOf, choiceOf, dissolve } = window.reviewRows;
  const { head, sections, isPlain, read, plain, asMarkdown, locate, cut, cutBehind, joined, own, inherit, sectionAt, measureBefore } = window.reviewTexts;

  // --- What can be taken back ------------------------------------------------------------------------------

  const markings = []; // each with the values it wrote, and how to undo what else it did
  let now = null;

  function set(field, value) {
    if (field.value === value) return;
    const known = now.values.get(field);
    now.values.set(field, { before: known ? known.before : field.value, after: value });
    field.value = value;
    changed(field);
  }

  function newRow(rows) {
    const row = add(rows);
    now.undo.push(() => dissolve(row));
    return row;
  }

  function drop(row) {
    dissolve(row);
    now.undo.push(() => dissolve(row, false));
  }

  // Says why not; "" once it is done. What was typed since is not written over.
  function takeBack() {
    const { values, undo } = markings.at(-1);
    if ([...values].some(([field, { after }]) => field.value !== after)) return "标记以后，那里的文字又改过，不能撤消。";
    markings.pop();
    for (const step of undo.reverse()) step();
    for (const [field, { before }] of values) {
      field.value = before;
      changed(field);
    }
    return "";
  }

  // --- Parts of the form -----------------------------------------------------------------------------------

  const measuresIn = (section) => livingIn(measuresOf(section));
  const numberOf = (row) => livingIn(row.closest(".rows")).indexOf(row) + 1;

  function newSection(behind) {
    const row = newRow(rowsOf("sections"));
    if (behind) behind.after(row);
    else row.parentElement.prepend(row);
    for (const blank of measuresIn(row)) drop(blank);
    renumber();
    return row;
  }

  function withLead(section, text) {
    set(fieldOf(section, "lead"), text);
    return section;
  }

  // What is said of a field goes with its text.
  function moveDoubts(from, to) {
    const [old, goal] = [from, to].map((field) => field.closest(".part-field"));
    if (!old.matches(".is-doubtful")) return;
    old.classList.remove("is-doubtful");
    goal.classList.add("is-doubtful");
    goal.append(...old.querySelectorAll(".doubt"));
    goal.querySelector("label").append(...old.querySelectorAll(".doubt-mark"));
    to.setAttribute("aria-describedby", from.getAttribute("aria-describedby") ?? "");
  }

  function moveMeasure(measure, section) {
    const row = newRow(measuresOf(section));
    for (const name of ["marker", "text"]) {
      const from = fieldOf(measure, name), to = fieldOf(row, name);
      set(to, from.value);
      inherit(to, from);
      moveDoubts(from, to);
      now.undo.push(() => moveDoubts(to, from));
    }
    set(hiddenOf(row, "origin"), hiddenOf(measure, "origin").value);
    for (const select of figuresOf(measure)) give(select, row);
    drop(measure);
  }

  // --- Figures: they follow the sentence that they were read from ------------------------------------------

  function figuresOf(measure) {
    const owner = measure ? prefixOf(measure) : "";
    return [...form.querySelectorAll('.row-figure select[name$="-of"]')].filter((select) => select.value === owner && alive(select.closest(".row")));
  }

  function give(select, measure) {
    const owner = measure ? prefixOf(measure) : "";
    if (![...select.options].some((option) => option.value === owner)) select.add(choiceOf(measure));
    set(select, owner);
  }

  const isSaidIn = (select, slot) => {
    const sentence = plain(fieldOf(select.closest(".row"), "sentence").value);
    return sentence !== "" && read(slot).includes(sentence);
  };

  // --- Taking a text out -----------------------------------------------------------------------------------

  function takeOut({ slot, others }, { before, after, marker }) {
    for (const other of others ?? []) takeOut(other, cut(other));
    const rest = joined(before, after);
    if (slot.measure && !rest) return drop(slot.measure);
    set(slot.field, rest);
    if (marker) set(slot.marker, "");
    const isBare = slot.kind === "heading" && !rest && !fieldOf(slot.section, "lead").value.trim() && !measuresIn(slot.section).length;
    if (isBare) drop(slot.section);
    return undefined;
  }

  // A line that no text held yet.
  function takeLine(text) {
    const offer = [...form.querySelectorAll(".offer:not(.is-done)")].find((one) => plain(one.querySelector(".offer-text").textContent) === plain(text));
    const done = offer?.querySelector("[name$='-done']");
    if (!done) return false;
    set(done, "1");
    offer.classList.add("is-done");
    now.undo.push(() => offer.classList.remove("is-done"));
    return true;
  }

  const unlessKnown = (isKnown) => (isKnown ? "" : "表单里找不到这段文字，或有几处相同，原处没有动，请自行删去。");

  // --- Title, recipient, award -----------------------------------------------------------------------------

  // A line break within Chinese leaves no gap.
  const oneLine = (text) => text.trim().replace(/([!-~])\s*\n\s*(?=[!-~])/g, "$1 ").replace(/\s*\n\s*/g, "");

  function refusal(field, text, name) {
    const most = field.maxLength;
    return most > 0 && text.length > most ? { said: `所选的文字有 ${text.length} 字，${name}最多 ${most} 字。请少选一些。` } : null;
  }

  function title(chosen) {
    const field = head("title"), text = oneLine(chosen.text), before = field.value.trim();
    if (plain(before) === plain(text)) return { said: "这已经是标题。", field };
    const refused = refusal(field, text, "标题");
    if (refused) return refused;
    const found = locate(chosen);
    if (found && found.slot.field !== field) takeOut(found, cut(found));
    takeLine(chosen.text);
    set(field, text);
    own(field, chosen);
    return { said: `已作为标题。${before ? `原来的标题“${before}”不再使用。` : ""}`, field };
  }

  function recipient(chosen) {
    const field = head("name"), text = oneLine(chosen.text);
    const refused = refusal(field, text, "受表彰对象");
    if (refused) return refused;
    set(field, text);
    own(field, chosen);
    return { said: "已作为受表彰对象。", field };
  }

  function award(chosen) {
    const [, text, year] = /^(.*?)(?:[（(]?(\d{4})年?度?[）)]?)?$/.exec(oneLine(chosen.text));
    const rows = rowsOf("awards");
    const empty = livingIn(rows).find((row) => !fieldOf(row, "name").value.trim());
    const refused = refusal(fieldOf(livingIn(rows)[0], "name"), text, "荣誉名称");
    if (refused) return refused;
    const row = empty ?? newRow(rows);
    set(fieldOf(row, "name"), text);
    if (year) set(fieldOf(row, "year"), year);
    own(fieldOf(row, "name"), chosen);
    return { said: `已作为荣誉 ${numberOf(row)}。`, field: fieldOf(row, "name") };
  }

  // --- A section begins ------------------------------------------------------------------------------------

  const NUMBER = /^(?:第?[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[）)]、?|\d{1,2}[、.．](?!\d)|[①-⑳⑴-⒇⒈-⒛㈠-㈩])\s*/;
  // As the reader leaves it: without its number, and without the stop that ends it.
  const headingOf = (text) => oneLine(text).replace(NUMBER, "").replace(/[。．：:\s]+$/, "");

  // What follows the cut, up to the next heading, is the new section's.
  const OPEN = {
    title({ slot, before, after }) {
      const introduction = head("introduction");
      const text = joined(after, introduction.value);
      set(slot.field, before.trim());
      set(introduction, "");
      return withLead(newSection(null), text);
    },
    introduction({ slot, before, after }) {
      set(slot.field, before.trimEnd());
      return withLead(newSection(null), after);
    },
    heading({ slot, before, after, isGap }) {
      if (isGap) return newSection(neighbour(slot.section));
      const lead = fieldOf(slot.section, "lead");
      const text = [after, lead.value].filter((one) => one.trim()).join("\n\n");
      if (!before.trim()) return withLead(slot.section, text);
      set(slot.field, before.trim());
      set(lead, "");
      return divided(slot.section, text, measuresIn(slot.section));
    },
    lead({ slot, before, after }) {
      if (!before.trim() && !fieldOf(slot.section, "title").value.trim()) return withLead(slot.section, after);
      set(slot.field, before.trimEnd());
      return divided(slot.section, after, measuresIn(slot.section));
    },
    measure({ slot, before, after, isGap }) {
      const measures = measuresIn(slot.section);
      const place = measures.indexOf(slot.measure);
      if (isGap && !before.trim()) return divided(slot.section, "", measures.slice(place));
      const said = figuresOf(slot.measure);
      if (before.trim()) set(slot.field, before.trimEnd());
      else drop(slot.measure);
      for (const select of said) if (!before.trim() || !isSaidIn(select, slot)) give(select, null);
      const isFirst = place === 0 && !before.trim() && !["title", "lead"].some((name) => fieldOf(slot.section, name).value.trim());
      return isFirst ? withLead(slot.section, after) : divided(slot.section, after, measures.slice(place + 1));
    },
    closing({ slot, before, after }) {
      const last = sections().at(-1);
      const goal = last ? fieldOf(measuresIn(last).at(-1) ?? last, measuresIn(last).length ? "text" : "lead") : head("introduction");
      if (before.trim()) set(goal, [goal.value, before.trimEnd()].filter(Boolean).join("\n\n"));
      set(slot.field, "");
      return withLead(newSection(last), after);
    },
  };

  function divided(section, lead, measures) {
    const row = withLead(newSection(section), lead);
    for (const measure of measures) moveMeasure(measure, row);
    return row;
  }

  function headingRefusal(text, found) {
    if (!text) return { said: "所选的只有序号，没有标题的文字。" };
    const { kind, field } = found?.slot ?? {};
    if (kind === "heading" && plain(field.value) === plain(text)) return { said: "这已经是章节标题。", field };
    return refusal(rowsOf("sections").querySelector(":scope > template").content.querySelector('[name$="-title"]'), text, "章节标题");
  }

  function opened(range, found) {
    const at = found ? { ...found, ...cut(found) } : cutBehind(range);
    for (const other of found?.others ?? []) takeOut(other, cut(other));
    if (!at) return newSection(sections().at(-1));
    return OPEN[at.slot.kind]({ ...at, after: at.isGap ? at.after : at.after.replace(/^[。．：:\s]+/, "") });
  }

  function heading(chosen) {
    const text = headingOf(chosen.text);
    const found = locate(chosen) ?? locate({ ...chosen, text });
    const refused = headingRefusal(text, found);
    if (refused) return refused;
    const isKnown = takeLine(chosen.text) || found;
    const row = opened(chosen.range, found);
    const field = fieldOf(row, "title");
    set(field, text);
    own(field, chosen);
    const isEmpty = !fieldOf(row, "lead").value.trim() && !measuresIn(row).length;
    const rest = isEmpty ? "后面没有可以归入的文字，内容请自行补上。" : "到下一个标题为止的文字都归入这一章。";
    return { said: `已作为第 ${numberOf(row)} 章的标题，${rest}${unlessKnown(isKnown)}`, field };
  }

  // --- A measure -------------------------------------------------------------------------------------------

  const MARKER = /^(?:[一二三四五六七八九十]{1,3}是|其[一二三四五六七八九十]{1,3}[，,、：:]?是?|第[一二三四五六七八九十]{1,3}[，,：:])\s*/;

  let lastSection = null;
  form.addEventListener("focusin", ({ target }) => { lastSection = target.closest(".row-section") ?? lastSection; });

  function sectionFor(slot, range) {
    const last = lastSection && alive(lastSection) ? lastSection : null;
    return slot?.section ?? sectionAt(range) ?? last ?? sections()[0] ?? newSection(null);
  }

  function contentOf(chosen, found, piece) {
    const isWhole = found && !found.others.length && !isPlain(found.slot);
    const text = (isWhole ? piece.inside : asMarkdown(chosen.text)).trim();
    if (isWhole && piece.marker) return [piece.marker, text];
    const marker = (MARKER.exec(text) ?? NUMBER.exec(text))?.[0] ?? "";
    return [marker.trim(), text.slice(marker.length)];
  }

  function insertMeasure(section, slot, piece, range) {
    const beside = slot?.measure ?? measureBefore(section, range);
    const row = newRow(measuresOf(section));
    if (slot?.measure && !piece.before.trim()) beside.before(row);
    else if (beside) beside.after(row);
    else row.parentElement.prepend(row);
    renumber();
    return row;
  }

  function measureRefusal({ slot, others } = {}, piece = {}) {
    if (!slot?.measure || others.length || joined(piece.before, piece.after)) return null;
    return { said: `这已经是第 ${numberOf(slot.section)} 章的举措 ${numberOf(slot.measure)}。`, field: slot.field };
  }

  function measure(chosen) {
    const found = locate(chosen) ?? undefined;
    const slot = found?.slot, piece = found && cut(found);
    const refused = measureRefusal(found, piece);
    if (refused) return refused;
    const isKnown = takeLine(chosen.text) || found;
    const section = sectionFor(slot, chosen.range);
    const row = insertMeasure(section, slot, piece, chosen.range);
    const field = fieldOf(row, "text");
    const [marker, text] = contentOf(chosen, found, piece);
    set(fieldOf(row, "marker"), marker);
    set(field, text);
    own(field, chosen);
    const from = found ? [found, ...found.others].map((one) => one.slot.measure) : [undefined];
    for (const select of from.flatMap(figuresOf)) if (isSaidIn(select, { field })) give(select, row);
    if (found) takeOut(found, piece);
    return { said: `已作为第 ${numberOf(section)} 章的举措 ${numberOf(row)}。${unlessKnown(isKnown)}`, field };
  }

  const PLACE = { title, heading, measure, recipient, award };

  function place(kind, chosen) {
    now = { values: new Map(), undo: [] };
    const done = PLACE[kind](chosen);
    const isDone = now.values.size > 0 || now.undo.length > 0;
    if (isDone) markings.push(now);
    return { ...done, isDone };
  }

  return { place, takeBack, count: () => markings.length };
})();
