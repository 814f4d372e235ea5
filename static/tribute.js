// 致敬 without leaving the page. Without this script the same form sends itself and ends on a thank-you page.
// Only a number that the server gave is ever shown.

const form = document.querySelector("form[data-tribute]");
const button = form.querySelector("button");
const withdrawal = document.querySelector("form[data-withdraw]");
const status = document.querySelector(".tribute-status");
const numbers = document.querySelectorAll("[data-tribute-count]");
const MARK = `tribute:${new URL(form.action).pathname}`;
const RETRY_AFTER = 1500;

let waiting = false;
let answers = 0;
let attempt = newAttempt();

// The same attempt is sent again until it is answered, so that an answer lost on the way counts nobody twice.
function newAttempt() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function show(count) {
  for (const number of numbers) number.textContent = count;
}

function say(words) {
  status.textContent = words;
}

// A mark for this browser's own eyes; the server alone decides what counts. Storage may be forbidden.
function mark() {
  try {
    localStorage.setItem(MARK, "paid");
  } catch {}
}

function unmark() {
  try {
    localStorage.removeItem(MARK);
  } catch {}
}

function marked() {
  try {
    return localStorage.getItem(MARK) === "paid";
  } catch {
    return false;
  }
}

function done(words) {
  button.textContent = "已致敬";
  form.classList.add("done");
  withdrawal.hidden = false;
  say(words);
}

function undone(words) {
  button.textContent = "致敬";
  form.classList.remove("done");
  withdrawal.hidden = true;
  say(words);
}

async function refresh() {
  const before = answers;
  try {
    // Asked of the server: an answer the browser kept may be older than the page.
    const response = await fetch(form.action, { headers: { Accept: "application/json" }, cache: "no-cache" });
    const { count } = await response.json();
    // A tribute answered meanwhile knows the newer number.
    if (response.ok && answers === before) show(count);
  } catch {
    // The number in the page stays: it was true when the page was made.
  }
}

function send(address) {
  return fetch(address, { method: "POST", headers: { Accept: "application/json", "X-Attempt": attempt } });
}

async function sendTwice(address) {
  try {
    return await send(address);
  } catch {
    await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER));
    return send(address);
  }
}

// Hands a good answer to `take`; says the reason of any other.
async function ask(address, take) {
  const response = await sendTwice(address);
  const answer = await response.json();
  if (!response.ok) return say(answer.error);
  answers += 1;
  attempt = newAttempt();
  show(answer.count);
  take(answer);
}

function paid(answer) {
  mark();
  done(answer.counted ? "感谢您的致敬。" : "您已经致敬过了，每个浏览器只计一次。");
}

function takenBack(answer) {
  unmark();
  button.focus(); // the form that had it goes away
  undone(answer.withdrawn ? "已撤回您的致敬。" : "没有找到这个浏览器的致敬，数字没有变。");
}

function onSubmit(asked, waitingWords, take) {
  asked.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (waiting) return;
    waiting = true;
    // Not `disabled`, which would take the focus away from who came by keyboard.
    button.setAttribute("aria-disabled", "true");
    say(waitingWords);
    try {
      await ask(asked.action, take);
    } catch {
      say("没有收到网站的回答，不知道这一次是否记下。请稍后再点一次，不会重复计数。");
    } finally {
      waiting = false;
      button.removeAttribute("aria-disabled");
    }
  });
}

onSubmit(form, "正在致敬……", paid);
onSubmit(withdrawal, "正在撤回……", takenBack);

if (marked()) done("这个浏览器已经向这条记录致敬过。");

// Also when the browser brings the page back from its own memory.
addEventListener("pageshow", refresh);
