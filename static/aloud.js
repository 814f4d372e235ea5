// 朗读: the deeds read out sentence by sentence, the spoken one marked. Loaded by site.js when it is first asked for.
// One utterance a sentence, because engines fall silent after about 14 s; a pause forgets the utterance and begins its
// sentence again, because some engines cannot go on within one.

const BLOCKS = "p, li, h2, h3, h4, h5, h6, th, td, caption, dt, dd, .marker";
const UNSPOKEN = ".tools, .contents, .unseen, [hidden], svg";
const SENTENCES = /[^。！？；…]+(?:[。！？；…]+[”’」』）》]*)?|[^]/g;
// Longer sentences are spoken in parts of at most 60 characters, about 12 s, preferably up to a comma.
const MAX_CHARACTERS = 60;
const BREATHS = /[^]{1,59}[，、：]|[^]{1,60}/g;
const MAX_FAILURES = 2;

let spoken; // the utterance; held here, lest a browser throw it away before its end
let ranges;
let at;
let failures;
let began; // the button that began it, which gets the focus back
let watch;
let bar;

export function readFrom(element, button) {
  stop();
  began = button;
  const all = breaths(element.closest(".deeds"));
  ranges = all.slice(all.findIndex((range) => element.contains(range.startContainer)));
  at = failures = 0;
  showBar();
  speak();
}

function breaths(root) {
  const found = [];
  let block;
  let nodes = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const close = () => {
    found.push(...split(nodes));
    nodes = [];
  };
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const parent = node.parentElement;
    if (!node.data.trim() || parent.closest(UNSPOKEN)) continue;
    if (parent.closest(BLOCKS) !== block) close();
    block = parent.closest(BLOCKS);
    nodes.push(node);
  }
  close();
  return found;
}

function split(nodes) {
  const text = nodes.map((node) => node.data).join("");
  const parts = (text.match(SENTENCES) || []).flatMap((sentence) =>
    sentence.length > MAX_CHARACTERS ? sentence.match(BREATHS) : sentence,
  );
  let start = 0;
  const made = parts.map((part) => {
    const range = document.createRange();
    range.setStart(...place(nodes, start));
    range.setEnd(...place(nodes, (start += part.length), 1));
    return range;
  });
  return made.filter((range) => /[\p{L}\p{N}]/u.test(range));
}

// The node a character is in, and its place there. As an end it belongs to the character before it.
function place(nodes, offset, isEnd = 0) {
  for (const node of nodes) {
    if (offset < node.length + isEnd) return [node, offset];
    offset -= node.length;
  }
}

function voice() {
  const near = document.documentElement.lang === "zh-Hant" ? /TW|Hant/ : /CN|Hans|^cmn$/;
  const rank = ({ lang, localService }) => 2 * near.test(lang) + localService;
  const chinese = speechSynthesis.getVoices().filter(({ lang }) => /^(cmn|zh(?!.*HK))/i.test(lang));
  return chinese.sort((a, b) => rank(b) - rank(a))[0];
}

function speak() {
  if (at >= ranges.length) return stop();
  const words = `${ranges[at]}`.trim();
  const utterance = new SpeechSynthesisUtterance(words);
  utterance.voice = voice();
  utterance.lang = utterance.voice?.lang || "zh-CN";
  utterance.onend = () => utterance === spoken && next(0);
  utterance.onerror = () => utterance === spoken && next(failures + 1);
  spoken = utterance;
  mark(ranges[at]);
  watch = setTimeout(utterance.onerror, 5000 + 500 * words.length);
  speechSynthesis.speak(utterance);
}

function next(failed) {
  failures = failed;
  clearTimeout(watch);
  if (failed) hush(); // otherwise not: some engines swallow an utterance that follows a cancel at once
  if (failures === MAX_FAILURES) return stop("朗读中断了，请再点一次。");
  at += 1;
  speak();
}

function hush() {
  clearTimeout(watch);
  spoken = null;
  speechSynthesis.cancel();
}

function mark(range) {
  globalThis.CSS?.highlights?.set("spoken", new Highlight(range));
  const { top, bottom } = range.getBoundingClientRect();
  if (top < 0 || bottom > innerHeight - bar.offsetHeight) scrollBy(0, top - innerHeight / 3);
}

function showBar() {
  bar = document.createElement("div");
  bar.className = "speaking";
  bar.role = "region";
  bar.ariaLabel = "朗读";
  bar.append(
    press("暂停", ({ target }) => {
      const pausing = !!spoken;
      target.textContent = pausing ? "继续" : "暂停";
      if (pausing) hush();
      else speak();
    }),
    press("停止", () => stop()),
  );
  document.body.append(bar);
  addEventListener("keydown", onKey);
  addEventListener("pagehide", hush);
  bar.firstChild.focus({ preventScroll: true });
}

function press(name, use) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = name;
  button.onclick = use;
  return button;
}

function onKey({ key }) {
  if (key === "Escape") stop();
}

function stop(why) {
  if (!bar) return;
  hush();
  globalThis.CSS?.highlights?.delete("spoken");
  bar.remove();
  bar = null;
  removeEventListener("keydown", onKey);
  removeEventListener("pagehide", hush);
  began.parentNode.querySelector(".said").textContent = why || "";
  began.closest("details")?.setAttribute("open", "");
  began.focus({ preventScroll: true });
}
