"use strict";
// Who else has this record's page open: told by the page as it comes, and kept up while it stays open.
(() => {
  const box = document.getElementById("present");
  if (!box) return;
  let { address } = box.dataset;
  const EVERY = Number(box.dataset.every) * 1000;
  const HIDDEN_AT_MOST = 10 * 60 * 1000; // milliseconds in which one may come back from another window
  let timer = 0, hiddenSince = document.hidden ? Date.now() : 0, typed = false;

  function token() {
    const body = new FormData();
    body.append("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
    return body;
  }

  function names(place) {
    return [...place.querySelectorAll("strong")].map((one) => one.textContent).join("\n");
  }

  // Read out where somebody came or went; the times alone change in silence.
  function show(html) {
    const made = document.createElement("template");
    made.innerHTML = html;
    if (names(made.content) !== names(box)) return box.replaceChildren(made.content);
    const times = [...made.content.querySelectorAll("[aria-live=off]")];
    return box.querySelectorAll("[aria-live=off]").forEach((one, place) => { one.textContent = times[place].textContent; });
  }

  async function beat() {
    if (hiddenSince && Date.now() - hiddenSince > HIDDEN_AT_MOST) return;
    timer = setTimeout(beat, EVERY);
    const told = typed;
    typed = false;
    try {
      const answer = await fetch(told ? `${address}&typed` : address, { method: "POST", body: token() });
      // Signed out, or the record is gone: looked at again, the page asks anew.
      if (answer.redirected || [403, 404].includes(answer.status)) return stop();
      show((await answer.json()).others);
    } catch {
      typed ||= told; // a moment without network; the next beat says it
    }
  }

  function start() {
    stop();
    beat();
  }

  function stop() {
    clearTimeout(timer);
  }

  document.getElementById("record_form").addEventListener("input", () => { typed = true; });
  document.addEventListener("visibilitychange", () => {
    hiddenSince = document.hidden ? Date.now() : 0;
    if (!document.hidden) start();
  });
  // A page that is on its way out says no more: it would speak over the one that comes in its place. Should it stay
  // after all, it goes on.
  addEventListener("beforeunload", () => {
    stop();
    timer = setTimeout(start, EVERY);
  });
  addEventListener("pagehide", () => {
    stop();
    navigator.sendBeacon(`${address}&left`, token());
  });
  // Brought back as it was, it is another page than the one that has said that it goes.
  addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    address = address.replace(/page=\d+/, `page=${Date.now() * 1000}`);
    start();
  });
  start();
})();
