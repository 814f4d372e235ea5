// Adds comforts to the pages; each of them works without it. It is read in the head, before the first words are
// painted, because the reader's earlier choices must stand by then. Its words are put into traditional characters when
// the static files are collected: records/presentation/static_storage.py.

(() => {
  "use strict";

  const root = document.documentElement;
  const script = document.currentScript;
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector) => [...document.querySelectorAll(selector)];

  // --- The reader's own memory. It may be forbidden; then a choice holds for this page alone. ----------------------

  function remembered(name) {
    try {
      return localStorage.getItem(name);
    } catch {
      // Forbidden: nothing was remembered.
    }
  }

  function remember(name, value) {
    try {
      if (value) localStorage.setItem(name, value);
      else localStorage.removeItem(name);
    } catch {
      // Forbidden: nothing will be remembered.
    }
  }

  // --- 长辈版, size and contrast ------------------------------------------------------------------------------------

  const SETTINGS = ["text", "contrast"];
  const isElderAddress = root.classList.contains("elder");

  root.classList.add("js");
  if (remembered("elder")) root.classList.add("elder");
  for (const name of SETTINGS) root.dataset[name] = remembered(name) || "1";

  function offerSettings() {
    for (const name of SETTINGS) {
      const chosen = one(`#${name}-${root.dataset[name]}`);
      if (chosen) chosen.checked = true;
    }
    one("[data-settings]").addEventListener("change", ({ target: { name, value } }) => {
      root.dataset[name] = value;
      remember(name, value);
    });
    one("[data-elder]")?.addEventListener("click", (event) => {
      const elder = !root.classList.contains("elder");
      remember("elder", elder && "on");
      // Only the address of the other page leads out of the one that is 长辈版 by its address.
      if (isElderAddress) return;
      event.preventDefault();
      root.classList.toggle("elder", elder);
    });
  }

  // --- The contents follow the reading ------------------------------------------------------------------------------

  function followReading() {
    const links = all(".contents a");
    const inSight = new Set();
    const observer = new IntersectionObserver(
      (changes) => {
        for (const { target, isIntersecting } of changes) inSight[isIntersecting ? "add" : "delete"](target.id);
        const current = links.find((link) => inSight.has(link.hash.slice(1)));
        for (const link of links) {
          if (link === current) link.setAttribute("aria-current", "true");
          else if (current) link.removeAttribute("aria-current");
        }
      },
      { rootMargin: "-10% 0px -60%" },
    );
    for (const link of links) observer.observe(one(link.hash));
  }

  // --- Cite, share, read aloud: what does it is fetched when the first menu is opened ------------------------------

  function offerTools() {
    // The site's days, as those of the page are: eight hours ahead of UTC. Intl knows them too, but its first use holds
    // a slow phone up for a twentieth of a second.
    const today = new Date(Date.now() + 8 * 3600 * 1000).toISOString().slice(0, 10);
    for (const blank of all("[data-today]")) blank.textContent = today;
    const tools = () => import(script.dataset.tools);
    for (const menu of all(".tools")) menu.addEventListener("toggle", () => tools().catch(() => {}), { once: true });
    root.addEventListener("click", async ({ target }) => {
      const button = target.closest("[data-cite], [data-share], [data-aloud]");
      if (!button) return;
      try {
        await (await tools()).use(button, script.dataset.aloud);
      } catch {
        one(".said", button.parentNode).textContent = "没有准备好，请稍后再试。";
      }
    });
    offerVoice();
    window.speechSynthesis?.addEventListener?.("voiceschanged", offerVoice);
  }

  // Mandarin only: a Cantonese voice reads other words than those written.
  function offerVoice() {
    const spoken = window.speechSynthesis?.getVoices().some(({ lang }) => /^(cmn|zh(?!.*HK))/i.test(lang));
    for (const button of all("[data-aloud]")) button.hidden = !spoken;
  }

  // A menu lies over the page: it closes with Escape, and when something else is pressed.
  function closeMenus({ type, key, target }) {
    if (type === "keydown" && key !== "Escape") return;
    for (const menu of all(".menu[open]")) {
      if (menu.contains(target) !== (type === "keydown")) continue;
      menu.open = false;
      if (key) one("summary", menu).focus();
    }
  }

  // --- 致敬 without leaving the page. Without this script the same form ends on a thank-you page. -------------------
  // Only a number that the server gave is ever shown.

  function offerTribute(form) {
    const button = one("button", form);
    const section = form.parentNode;
    const withdrawal = one("[data-withdraw]");
    const status = one(".tribute-status");
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
      for (const number of all("[data-tribute-count]")) number.textContent = count;
    }

    // The state is for the eye, the words for everybody: they are read out by themselves.
    function say(state, words) {
      section.dataset.state = state;
      status.textContent = words;
    }

    function done(words) {
      button.textContent = "已致敬";
      withdrawal.hidden = false;
      say("done", words);
    }

    function undone(words) {
      button.textContent = "致敬";
      withdrawal.hidden = true;
      say("", words);
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
      } catch (error) {
        if (!navigator.onLine) throw error;
        await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER));
        return send(address);
      }
    }

    // Hands a good answer to `take`; says the reason of any other.
    async function ask(address, take) {
      const response = await sendTwice(address);
      const answer = await response.json();
      if (!response.ok) return say("refused", answer.error);
      answers += 1;
      attempt = newAttempt();
      show(answer.count);
      take(answer);
    }

    // The mark is for this browser's own eyes; the server alone decides what counts.
    function paid({ counted, count }) {
      remember(MARK, "paid");
      done(counted ? `感谢您的致敬，已有 ${count} 人致敬。` : `您已经致敬过了，每个浏览器只计一次。已有 ${count} 人致敬。`);
    }

    function takenBack({ withdrawn, count }) {
      remember(MARK);
      button.focus(); // the form that had it goes away
      undone(withdrawn ? `已撤回您的致敬，还有 ${count} 人致敬。` : "没有找到这个浏览器的致敬，数字没有变。");
    }

    function lost(asked) {
      if (navigator.onLine)
        return say("refused", "没有收到网站的回答，不知道这一次是否记下。请稍后再点一次，不会重复计数。");
      say("offline", "现在没有连上网络。请留在这一页，连上以后会自动再送一次，不会重复计数。");
      addEventListener("online", () => asked.requestSubmit(), { once: true });
    }

    function onSubmit(asked, waitingWords, take) {
      asked.addEventListener("submit", async (event) => {
        event.preventDefault();
        if (waiting) return;
        waiting = true;
        // Not `disabled`, which would take the focus away from a reader at the keyboard.
        button.setAttribute("aria-disabled", "true");
        say("waiting", waitingWords);
        try {
          await ask(asked.action, take);
        } catch {
          lost(asked);
        } finally {
          waiting = false;
          button.removeAttribute("aria-disabled");
        }
      });
    }

    onSubmit(form, "正在致敬……", paid);
    onSubmit(withdrawal, "正在撤回……", takenBack);

    if (remembered(MARK) === "paid") done("这个浏览器已经向这条记录致敬过。");

    // Also when the browser brings the page back from its own memory.
    addEventListener("pageshow", refresh);
  }

  document.addEventListener("DOMContentLoaded", () => {
    if (one("[data-settings]")) offerSettings();
    for (const type of ["click", "keydown"]) root.addEventListener(type, closeMenus);
    followReading();
    offerTools();
    const form = one("form[data-tribute]");
    if (form) offerTribute(form);
  });
})();
