"use strict";
// Marks the document: what is selected in it, or a paragraph by the button at its end, is a title, a heading, a measure …
(() => {
  const { pathsOf, show } = window.reviewRows;
  const { lines } = window.reviewTexts;
  const { place, takeBack, count } = window.placing;
  const bar = document.querySelector(".mark-bar");
  if (!bar) return;
  const said = bar.querySelector(".mark-said");
  const undo = bar.querySelector(".mark-undo");
  const tools = document.querySelector(".mark-tools");
  const about = tools.querySelector(".mark-about");
  bar.hidden = false;

  // --- What is chosen --------------------------------------------------------------------------------------

  function partOf(range, line) {
    const inside = new Range();
    inside.selectNodeContents(line);
    if (inside.compareBoundaryPoints(Range.START_TO_START, range) < 0) inside.setStart(range.startContainer, range.startOffset);
    if (inside.compareBoundaryPoints(Range.END_TO_END, range) > 0) inside.setEnd(range.endContainer, range.endOffset);
    return inside;
  }

  // The text in the range, a paragraph a line, with the parts that its first line was read as.
  function chosenIn(range) {
    const found = [...lines.querySelectorAll(".line-text")].filter((line) => range.intersectsNode(line))
      .map((line) => ({ line, inside: partOf(range, line) })).filter(({ inside }) => inside.toString().trim());
    if (!found.length) return null;
    const { line, inside: first } = found[0], { inside: last } = found.at(-1);
    const all = first.cloneRange();
    all.setEnd(last.endContainer, last.endOffset);
    const parts = [...line.querySelectorAll(".part")].filter((part) => first.intersectsNode(part));
    return { text: found.map(({ inside }) => inside.toString().trim()).join("\n\n"), paths: parts.flatMap(pathsOf), range: all, line: found.at(-1).line.parentElement };
  }

  function selected() {
    const selection = getSelection();
    if (selection.isCollapsed || !selection.rangeCount) return null;
    const range = selection.getRangeAt(0);
    return range.intersectsNode(lines) ? chosenIn(range) : null;
  }

  // --- The tools -------------------------------------------------------------------------------------------

  let chosen = null;
  let opener = null; // the button of a paragraph; null for a selection

  function open(what, button) {
    close();
    [chosen, opener] = [what, button];
    about.textContent = button ? "这一段是" : "所选文字是";
    what.line.append(tools);
    tools.hidden = false;
    const at = what.range.getClientRects(), frame = what.line.getBoundingClientRect();
    tools.style.top = `${(at[at.length - 1]?.bottom ?? frame.bottom) - frame.top + 4}px`;
    button?.setAttribute("aria-expanded", "true");
    tools.scrollIntoView({ block: "nearest" });
  }

  function close() {
    opener?.setAttribute("aria-expanded", "false");
    tools.hidden = true;
    [chosen, opener] = [null, null];
  }

  for (const line of lines.querySelectorAll(".document-line")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "mark-line";
    button.textContent = "标记";
    button.setAttribute("aria-label", `标记第 ${line.querySelector(".line-number").textContent} 行`);
    button.setAttribute("aria-expanded", "false");
    line.append(button);
  }

  function toggle(button) {
    if (opener === button) return close();
    const all = new Range();
    all.selectNodeContents(button.parentElement.querySelector(".line-text"));
    open(chosenIn(all), button);
    return tools.querySelector("button").focus();
  }

  // --- Marking ---------------------------------------------------------------------------------------------

  // Shows what was marked where it stands; browsers that cannot do so leave it as it was.
  const shown = window.Highlight ? new Highlight() : null;
  if (shown) CSS.highlights.set("marked", shown);
  const ranges = [];

  let last = null;
  function showField(field) {
    last?.classList.remove("is-marked");
    last = field;
    field?.classList.add("is-marked");
    if (field) show(field);
  }

  function tell(text) {
    said.textContent = text;
    undo.hidden = count() === 0;
  }

  function mark(kind) {
    const { range, line } = chosen;
    const done = place(kind, chosen);
    close();
    getSelection().removeAllRanges();
    line.querySelector(".mark-line").focus({ preventScroll: true });
    if (done.isDone) {
      ranges.push(range);
      shown?.add(range);
    }
    tell(done.said);
    showField(done.field);
  }

  undo.addEventListener("click", () => {
    const refused = takeBack();
    if (!refused) shown?.delete(ranges.pop());
    showField(null);
    tell(refused || "已撤消。");
    if (undo.hidden) lines.focus({ preventScroll: true });
  });

  // --- Pointer and keyboard --------------------------------------------------------------------------------

  // A browser drags a link where its text is to be selected: while the mouse is down, a line has none.
  const links = new Map();
  lines.addEventListener("pointerdown", ({ target, pointerType }) => {
    if (pointerType === "touch") return;
    for (const part of target.closest(".document-line")?.querySelectorAll("a.part[href]") ?? []) {
      links.set(part, part.getAttribute("href"));
      part.removeAttribute("href");
    }
  });
  function restoreLinks() {
    for (const [part, address] of links) part.setAttribute("href", address);
    links.clear();
  }

  // The selection stays while its tools are used.
  tools.addEventListener("mousedown", (event) => event.preventDefault());

  let pressed = false;
  function follow() {
    if (pressed) return;
    const what = selected();
    if (what) open(what, null);
    else if (!opener) close();
  }
  document.addEventListener("pointerdown", ({ target }) => { pressed = !target.closest(".mark-tools"); });
  for (const end of ["pointerup", "pointercancel"]) {
    document.addEventListener(end, ({ target }) => {
      pressed = false;
      restoreLinks();
      if (!target.closest?.(".mark-tools, .mark-line")) follow();
    });
  }
  document.addEventListener("selectionchange", follow);
  lines.addEventListener("click", ({ target }) => {
    if (target.matches(".mark-line")) toggle(target);
    if (target.matches("[data-mark]")) mark(target.dataset.mark);
  });
  lines.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || tools.hidden) return;
    const { line } = chosen;
    close();
    getSelection().removeAllRanges();
    line.querySelector(".mark-line").focus();
  });
})();
