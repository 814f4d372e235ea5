"use strict";
// 下一处疑问: leads to what is doubtful, in the order of the page and around. Boxes tell what somebody has looked at.
(() => {
  const { form, show } = window.reviewRows;
  const next = form.querySelector(".next-doubt");
  if (!next) return;
  const said = form.querySelector(".doubt-place");
  const boxesIn = (place) => [...place.querySelectorAll("[name=settled]")];
  const isOpen = (place) => boxesIn(place).some((box) => !box.checked);
  const places = () => [...form.querySelectorAll(".is-doubtful")].filter((place) => !place.closest(".is-removed, .is-done"));

  // Where the editor was last: the next one is behind it, whichever field that is.
  let here = null;
  form.addEventListener("focusin", ({ target }) => { if (!target.closest(".review-bar, .review-document")) here = target; });

  const isBehind = (place) => Boolean(here.compareDocumentPosition(place) & Node.DOCUMENT_POSITION_FOLLOWING);

  // What is doubtful as a whole has no field: its box says what it is about.
  function goalOf(place) {
    return place.querySelector("input:not([type=hidden], [name=settled]), select, textarea") ?? boxesIn(place)[0];
  }

  function goOn() {
    const all = places();
    const open = all.filter(isOpen);
    if (!open.length) return;
    const place = (here && open.find((one) => isBehind(one) && !one.contains(here))) || open[0];
    const goal = goalOf(place);
    show(goal);
    goal.focus({ preventScroll: true });
    said.textContent = `第 ${all.indexOf(place) + 1} 处，共 ${all.length} 处`;
  }

  let before = null;
  function count() {
    const left = places().filter(isOpen).length;
    if (left === before) return;
    next.querySelector(".doubts-left").textContent = left;
    next.hidden = left === 0;
    if (left === 0) said.textContent = "疑问都核对过了";
    else if (before === 0) said.textContent = "";
    before = left;
  }

  // Who changes what one doubt is about has looked at it. Of several, each is ticked by itself.
  form.addEventListener("change", ({ target }) => {
    const boxes = target.name === "settled" ? [] : boxesIn(target.closest(".is-doubtful") ?? target);
    if (boxes.length === 1) boxes[0].checked = true;
    count();
  });
  form.addEventListener("click", count); // rows come and go by buttons
  next.addEventListener("click", (event) => {
    event.preventDefault();
    goOn();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "F8") return;
    event.preventDefault();
    goOn();
  });
  count();
})();
