"use strict";
// The texts of a review's form: where a piece of the document stands in them, and where in the document they begin.
window.reviewTexts = (() => {
  const { form, fieldOf, pathsOf, rowsOf, measuresOf, livingIn } = window.reviewRows;
  const lines = document.querySelector(".document-lines");
  const head = (name) => form.querySelector(`[name="${name}"]`);
  const sections = () => livingIn(rowsOf("sections"));

  // In the order of the record. The text of a measure begins with its marker.
  function slots() {
    const found = [{ kind: "title", field: head("title") }, { kind: "introduction", field: head("introduction") }];
    for (const section of sections()) {
      found.push({ kind: "heading", field: fieldOf(section, "title"), section }, { kind: "lead", field: fieldOf(section, "lead"), section });
      for (const measure of livingIn(measuresOf(section))) {
        found.push({ kind: "measure", field: fieldOf(measure, "text"), marker: fieldOf(measure, "marker"), section, measure });
      }
    }
    return [...found, { kind: "closing", field: head("closing") }];
  }

  const isPlain = (slot) => ["title", "heading"].includes(slot.kind);
  const textOf = (slot) => (slot.marker?.value ?? "") + slot.field.value;
  const pathsOfSlot = (slot) => [slot.field, slot.marker].filter(Boolean).flatMap(pathsOf);

  // --- What is read ----------------------------------------------------------------------------------------

  const READ = /\\([!-/:-@[-`{-~])|&(lt|amp|#124);|\S/g;
  const ENTITIES = { lt: "<", amp: "&", "#124": "|" };

  // The letters of a text without its white space, each with its place; of Markdown as a reader sees them.
  function lettersOf(text, markdown) {
    const found = { letters: "", places: [] };
    for (const { 0: sign, 1: literal, 2: entity, index } of text.matchAll(markdown ? READ : /\S/g)) {
      found.letters += literal ?? ENTITIES[entity] ?? sign;
      found.places.push([index, index + sign.length]);
    }
    return found;
  }

  const plain = (text) => lettersOf(text, false).letters;
  const read = (slot) => lettersOf(textOf(slot), !isPlain(slot)).letters;

  // What Markdown would take for a mark of its own.
  const asMarkdown = (text) => text.replace(/[\\`*_]/g, "\\$&").replaceAll("<", "&lt;");

  function foundIn(slot, letters) {
    const { letters: all, places } = lettersOf(textOf(slot), !isPlain(slot));
    const found = [];
    for (let at = letters ? all.indexOf(letters) : -1; at >= 0; at = all.indexOf(letters, at + letters.length)) {
      found.push({ slot, start: places[at][0], end: places[at + letters.length - 1][1] });
    }
    return found;
  }

  // --- Where a piece of the document stands in the form ----------------------------------------------------

  function textBefore(range) {
    let text = "";
    for (const line of lines.querySelectorAll(".line-text")) {
      const inside = range.intersectsNode(line);
      if (inside) {
        const above = new Range();
        above.setStart(line, 0);
        above.setEnd(range.startContainer, range.startOffset);
        return text + above.toString();
      }
      text += line.textContent;
    }
    return text;
  }

  const countIn = (text, letters) => plain(text).split(letters).length - 1;

  // Where it runs on from one text into the next.
  function spanning(letters) {
    const all = slots().map((slot) => ({ slot, ...lettersOf(textOf(slot), !isPlain(slot)) }));
    const whole = all.map((one) => one.letters).join("");
    const at = whole.indexOf(letters), end = at + letters.length;
    if (at < 0 || whole.indexOf(letters, at + 1) >= 0) return null;
    const found = [];
    let before = 0;
    for (const { slot, letters: own, places } of all) {
      const from = Math.max(at - before, 0), to = Math.min(end - before, own.length);
      if (from < to) found.push({ slot, start: places[from][0], end: places[to - 1][1] });
      before += own.length;
    }
    const [first, ...others] = found;
    return { ...first, others };
  }

  // Null where it stands nowhere, or cannot be told from others like it. `others` are the texts that it runs on into.
  function locate({ text, paths, range }) {
    const letters = plain(text);
    const found = single(letters, paths, range);
    return found ? { ...found, others: [] } : letters ? spanning(letters) : null;
  }

  function single(letters, paths, range) {
    const all = slots().flatMap((slot) => foundIn(slot, letters));
    const own = all.filter(({ slot }) => pathsOfSlot(slot).some((path) => paths.includes(path)));
    if (own.length === 1) return own[0];
    if (all.length < 2) return all[0] ?? null;
    const whole = [...lines.querySelectorAll(".line-text")].map((line) => line.textContent).join("");
    return countIn(whole, letters) === all.length ? all[countIn(textBefore(range), letters)] : null;
  }

  // Cuts the text of a slot around what was found. A marker goes with the words that it opens.
  function cut({ slot, start, end }) {
    const marker = slot.marker?.value ?? "";
    const text = slot.field.value;
    const from = Math.max(0, start - marker.length);
    const opens = !text.slice(0, from).trim();
    return { before: text.slice(0, from), inside: text.slice(from, end - marker.length), after: text.slice(end - marker.length), marker: opens ? marker : "" };
  }

  // The text that comes next behind a place in the document, as if nothing had been found there but the cut itself.
  function cutBehind(range) {
    for (const part of lines.querySelectorAll(".part:not(.is-left-out)")) {
      if (range.comparePoint(part, 0) <= 0) continue;
      const slot = slots().find((one) => one.kind !== "title" && pathsOfSlot(one).some((path) => pathsOf(part).includes(path)));
      const [found] = slot ? foundIn(slot, plain(part.textContent)) : [];
      if (found) return { slot, isGap: true, ...cut({ ...found, end: Math.max(found.start, slot.marker?.value.length ?? 0) }) };
    }
    return null;
  }

  // Two texts between which something was taken out: paragraphs stay apart, a sentence closes up.
  function joined(before, after) {
    const one = before.trimEnd(), other = after.trimStart();
    if (!one || !other) return one || other;
    const apart = /\n\s*$/.test(before) || /^\s*\n/.test(after);
    return one + (apart ? "\n\n" : "") + other;
  }

  // --- Where in the document a text of the form begins -----------------------------------------------------

  const marked = new WeakMap(); // of fields that were filled by marking

  function own(field, { paths, range }) {
    field.dataset.paths = [...new Set([...pathsOf(field), ...paths])].join(" ");
    marked.set(field, range);
  }

  function inherit(field, from) {
    field.dataset.paths = from.dataset.paths;
    if (marked.has(from)) marked.set(field, marked.get(from));
  }

  function startOf(...fields) {
    const known = fields.find((field) => marked.has(field));
    if (known) return marked.get(known);
    const wanted = new Set(fields.flatMap(pathsOf));
    const part = [...lines.querySelectorAll(".part")].find((one) => pathsOf(one).some((path) => wanted.has(path)));
    if (!part) return null;
    const range = new Range();
    range.selectNode(part);
    return range;
  }

  const isBefore = (one, other) => Boolean(one) && one.compareBoundaryPoints(Range.START_TO_START, other) < 0;
  const startOfMeasure = (measure) => startOf(fieldOf(measure, "marker"), fieldOf(measure, "text"));

  function startOfSection(section) {
    const own = startOf(fieldOf(section, "title"), fieldOf(section, "lead"));
    return own ?? livingIn(measuresOf(section)).map(startOfMeasure).find(Boolean) ?? null;
  }

  const sectionAt = (range) => sections().findLast((section) => isBefore(startOfSection(section), range)) ?? null;
  const measureBefore = (section, range) => livingIn(measuresOf(section)).findLast((measure) => isBefore(startOfMeasure(measure), range)) ?? null;

  return { lines, head, sections, slots, isPlain, read, plain, asMarkdown, locate, cut, cutBehind, joined, own, inherit, sectionAt, measureBefore };
})();
