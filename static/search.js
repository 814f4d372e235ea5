// Completes what is typed into the search form: recipients, categories and headings. Without it the form works as well.

(() => {
  "use strict";

  const form = document.querySelector("[data-suggest]");
  const list = document.querySelector("#suggestions");
  const field = form.elements.q;
  const PAUSE = 150; // milliseconds without a key before the site is asked
  let waiting;
  let asking;

  async function suggest() {
    asking?.abort();
    asking = new AbortController();
    try {
      const address = `${form.dataset.suggest}?q=${encodeURIComponent(field.value)}`;
      const answer = await fetch(address, { signal: asking.signal });
      const { suggestions } = await answer.json();
      list.replaceChildren(...suggestions.map(({ kind, text }) => new Option(kind, text)));
    } catch {
      // Asked anew meanwhile, or the site does not answer: the form can be sent all the same.
    }
  }

  field.addEventListener("input", (event) => {
    clearTimeout(waiting);
    // While a word is being composed, the field holds its letters, not its characters.
    if (!event.isComposing && field.value.trim()) waiting = setTimeout(suggest, PAUSE);
  });
  field.addEventListener("compositionend", () => field.dispatchEvent(new Event("input")));
})();
