"use strict";
// Nothing typed is lost: what is typed into a record's page is kept in the browser as one types, and offered again after
// a closed tab, a crash, or a record that somebody has deleted meanwhile. It goes with a save that succeeded, with the
// sign-out, and after some days. On a shared computer nobody is offered what another has typed.
(() => {
  const PREFIX = "typed:", SENT = "typed-sent";
  // The account's number: two of the staff may bear one name.
  const account = document.querySelector("#user-tools [data-account]")?.dataset.account;
  if (!account) return;
  const OWN = `${PREFIX}${account}:`;
  const form = document.getElementById("record_form");
  const key = `${OWN}${location.pathname}`;
  const PAUSE = 400; // milliseconds without a key
  const DAYS = 30;

  function stored(name) {
    try {
      return JSON.parse(localStorage.getItem(name));
    } catch {
      return null;
    }
  }

  function forget(name) {
    localStorage.removeItem(name);
  }

  // A browser may keep nothing for this site, or be full: then the page works as it does without this.
  function keep(name, value) {
    try {
      localStorage.setItem(name, JSON.stringify(value));
    } catch { /* told by the warning before the page is left */ }
  }

  function keys(beginning) {
    return Object.keys(localStorage).filter((name) => name.startsWith(beginning));
  }

  // Of those too who never come back to this computer.
  function forgetOld() {
    const first = Date.now() - DAYS * 24 * 60 * 60 * 1000;
    keys(PREFIX).filter((name) => !(stored(name)?.at > first)).forEach(forget);
  }

  // --- While one types -----------------------------------------------------------------------------------

  function fields() {
    return [...form.querySelectorAll("textarea[name], input[name]:is([type=text], [type=number], [type=url])")]
      .filter((field) => !field.name.includes("__prefix__"));
  }

  function changed() {
    return fields().filter((field) => field.value !== field.defaultValue);
  }

  function tell(number) {
    const bar = form.querySelector(".submit-row");
    let said = bar?.querySelector(".unsaved");
    if (!bar) return;
    if (!said) {
      said = document.createElement("span");
      said.className = "unsaved";
      said.setAttribute("role", "status");
      bar.prepend(said);
    }
    said.textContent = number ? `有 ${number} 处没有保存` : "";
  }

  // `isOver` from the sign-out on, until one types again: the page may stay after all. What was offered and not decided
  // upon stays, so a page forgets only what it has kept itself.
  let isOver = false, hasKept = false;

  function keepTyped() {
    if (isOver) return;
    const now = changed();
    tell(now.length);
    if (!now.length) {
      if (hasKept) forget(key);
      return;
    }
    hasKept = true;
    const values = Object.fromEntries(now.map((field) => [field.name, field.value]));
    const title = form.querySelector("[name=title]")?.value ?? "";
    keep(key, { at: Date.now(), title, values });
  }

  // --- Offered again -------------------------------------------------------------------------------------

  function element(name, attributes, ...inside) {
    const made = document.createElement(name);
    for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
    made.append(...inside);
    return made;
  }

  function texts(values) {
    const listed = Object.values(values).filter((text) => text.trim());
    const shown = listed.map((text) => element("textarea", { readonly: "", rows: "4", "aria-label": "没有保存的文字" }, text));
    return element("details", {}, element("summary", {}, "看这些文字"), ...shown);
  }

  function when(at) {
    return new Date(at).toLocaleString("zh-CN", { dateStyle: "medium", timeStyle: "short" });
  }

  function button(label, act) {
    const made = element("button", { type: "button", class: "button" }, label);
    made.addEventListener("click", act);
    return made;
  }

  function restore(values) {
    const known = new Map(fields().map((field) => [field.name, field]));
    const homeless = {};
    for (const [name, value] of Object.entries(values)) {
      const field = known.get(name);
      if (field) {
        field.value = value;
        field.dispatchEvent(new Event("input", { bubbles: true }));
      } else {
        homeless[name] = value;
      }
    }
    return homeless;
  }

  function offer(place, name, kept) {
    const said = element("p", {}, `这一页有 ${when(kept.at)} 填写、没有保存的内容。`);
    const box = element("section", { class: "typed-before", "aria-label": "没有保存的内容" }, said, texts(kept.values));
    const back = button("恢复", () => {
      const homeless = restore(kept.values);
      if (!Object.keys(homeless).length) {
        forget(name);
        return box.remove();
      }
      said.textContent = "已经恢复。下面的文字原来所在的行现在没有了，请复制到合适的地方。";
      box.querySelector("details").replaceWith(texts(homeless));
      box.querySelector("details").open = true;
      return back.remove();
    });
    const away = button("丢弃", () => {
      forget(name);
      box.remove();
    });
    box.append(element("p", {}, back, " ", away));
    place.prepend(box);
  }

  // What is offered is kept by itself until it is decided upon: what is typed meanwhile does not take its place.
  function offerHere() {
    const last = stored(key);
    if (last) keep(`${key}#${last.at}`, last);
    forget(key);
    const now = new Map(fields().map((field) => [field.name, field.value]));
    for (const name of keys(`${key}#`).sort()) {
      const kept = stored(name);
      const lost = Object.entries(kept?.values ?? {}).filter(([field, value]) => now.get(field) !== value);
      if (lost.length) offer(form, name, { ...kept, values: Object.fromEntries(lost) });
      else forget(name);
    }
  }

  // On the start page: a record may be gone, and its page with it.
  function listAll(place) {
    const rows = keys(OWN).map((name) => [name, stored(name)]).filter(([, kept]) => kept);
    if (!rows.length) return;
    const list = element("ul", {});
    for (const [name, kept] of rows) {
      const address = name.slice(OWN.length).replace(/#.*/, "");
      const row = element("li", {}, element("a", { href: address }, kept.title || "没有标题的记录"), ` ${when(kept.at)} `);
      row.append(texts(kept.values), button("丢弃", () => {
        forget(name);
        row.remove();
      }));
      list.append(row);
    }
    place.append(element("section", { class: "typed-before" }, element("h2", {}, "这台电脑上没有保存的内容"), list));
  }

  // --- Where the page was --------------------------------------------------------------------------------

  const PLACE = "place-on-page";

  function keepPlace() {
    sessionStorage.setItem(PLACE, JSON.stringify({ path: location.pathname, top: scrollY, field: document.activeElement?.id }));
  }

  function returnToPlace() {
    const kept = JSON.parse(sessionStorage.getItem(PLACE) ?? "null");
    sessionStorage.removeItem(PLACE);
    if (kept?.path !== location.pathname || document.querySelector(".errornote")) return;
    document.getElementById(kept.field)?.focus({ preventScroll: true });
    scrollTo(0, kept.top);
  }

  // --- The page ------------------------------------------------------------------------------------------

  const sent = sessionStorage.getItem(SENT);
  if (sent?.startsWith(OWN) && document.querySelector(".messagelist .success")) forget(sent);
  sessionStorage.removeItem(SENT);
  forgetOld();
  document.getElementById("logout-form")?.addEventListener("submit", () => {
    isOver = true;
    keys(OWN).forEach(forget);
  });
  if (form) {
    let pause;
    form.addEventListener("input", () => {
      isOver = false;
      clearTimeout(pause);
      pause = setTimeout(keepTyped, PAUSE);
    });
    // Signed out, or thrown away, in another tab.
    addEventListener("storage", (event) => {
      if (event.key === key && event.newValue === null) isOver = true;
    });
    // A tab that is closed, or dies, a moment after the last key.
    addEventListener("pagehide", keepTyped);
    document.addEventListener("visibilitychange", () => document.hidden && keepTyped());
    form.addEventListener("submit", () => {
      keepTyped();
      keepPlace();
      sessionStorage.setItem(SENT, key);
    });
    offerHere();
    addEventListener("load", returnToPlace);
  }
  const desk = document.querySelector(".desk-waiting");
  if (desk) listAll(desk);
})();
