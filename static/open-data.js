// Asks the interface and shows its answer in the page. Without it each form opens the answer itself.

(() => {
  "use strict";

  function addressOf(form) {
    const asked = new URLSearchParams();
    let path = form.getAttribute("action");
    for (const field of form.querySelectorAll("input")) {
      if ("inPath" in field.dataset) path = form.dataset.template.replace(`{${field.name}}`, field.value);
      else if (field.value) asked.set(field.name, field.value);
    }
    return asked.size ? `${path}?${asked}` : path;
  }

  async function show(event) {
    event.preventDefault();
    const form = event.currentTarget;
    const address = addressOf(form);
    const shown = form.querySelector("[data-answer]");
    const said = document.createElement("p");
    const text = document.createElement("pre");
    text.tabIndex = 0; // so that the keyboard can scroll it
    said.textContent = `GET ${address} ……`;
    shown.hidden = false;
    shown.replaceChildren(said, text);
    try {
      const answer = await fetch(address);
      said.textContent = `GET ${address}：${answer.status}`;
      text.textContent = JSON.stringify(await answer.json(), null, 2);
    } catch {
      said.textContent = `GET ${address}：网站没有回答，请过一会儿再试。`;
    }
  }

  for (const form of document.querySelectorAll("[data-try]")) form.addEventListener("submit", show);
})();
