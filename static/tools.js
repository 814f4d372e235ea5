// What the menu of a measure does, and the buttons below the page: cite, share, read aloud. site.js fetches it when it is
// first wanted.

const one = (selector, from = document) => from.querySelector(selector);

const measureOf = (button) => button.closest(".measure");

function nameOf(measure) {
  const marker = one(".marker", measure);
  return (marker.closest("h3, h4") || marker).textContent.trim();
}

function citationOf(measure) {
  const citation = one("[data-citation]").cloneNode(true);
  if (measure) {
    one("[data-title]", citation).append(`：${nameOf(measure)}`);
    one("[data-address]", citation).append(`#${measure.id}`);
  }
  return citation.textContent.replace(/\s+/g, " ").trim(); // in one line
}

const addressOf = (measure) => one("[data-address]").textContent + (measure ? `#${measure.id}` : "");

// Sites without https have no clipboard; there the old way still works.
async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = document.createElement("textarea");
  field.value = text;
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  if (!copied) throw new Error("not copied");
}

async function copyFor(button, text, done) {
  const said = one(".said", button.parentNode);
  try {
    await copy(text);
    said.textContent = done;
  } catch {
    said.textContent = `这个浏览器不让复制，请自己选取：${text}`;
  }
  button.focus();
}

async function share(button) {
  const measure = measureOf(button);
  const url = addressOf(measure);
  if (!navigator.share) return copyFor(button, url, "链接已复制");
  try {
    await navigator.share({ title: document.title, url });
  } catch (error) {
    // A reader who closes the list of apps wants nothing more.
    if (error.name !== "AbortError") await copyFor(button, url, "链接已复制");
  }
}

async function readAloud(button, address) {
  const { readFrom } = await import(address);
  readFrom(measureOf(button) || one(".deeds"), button);
}

// Does what the button is for; `aloud` is the address of the script that reads aloud.
export function use(button, aloud) {
  const { cite, share: shared } = button.dataset;
  if (cite !== undefined) return copyFor(button, citationOf(measureOf(button)), "引文已复制");
  return shared !== undefined ? share(button) : readAloud(button, aloud);
}
