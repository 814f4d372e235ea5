"use strict";
// The tools above each Markdown editor, and the dialog that takes in a picture with its words.
(() => {
  const EDITOR = "textarea.markdownx-editor";
  const TABLE = "| 项目 | 数量 |\n|---|---|\n| 甲 | 1 |\n| 乙 | 2 |";

  function element(name, attributes, ...inside) {
    const made = document.createElement(name);
    for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
    made.append(...inside);
    return made;
  }

  // --- Writing -------------------------------------------------------------------------------------------

  // As if typed: the browser can take it back, and the preview follows.
  function write(editor, text, start, end) {
    editor.focus();
    editor.setSelectionRange(start, end);
    if (document.execCommand("insertText", false, text)) return;
    editor.setRangeText(text, start, end, "end");
    editor.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // Stands by itself, with an empty line before and behind it.
  function insertBlock(editor, text, at = editor.selectionEnd) {
    const { value } = editor;
    const before = value.slice(0, at), behind = value.slice(at);
    const above = before.trim() ? "\n\n".slice(before.match(/\n{0,2}$/)[0].length) : "";
    const below = behind.trim() ? "\n\n".slice(behind.match(/^\n{0,2}/)[0].length) : "";
    write(editor, above + text + below, at, at);
  }

  // Puts the mark before each line that is selected, or takes it away where all have it. An empty line between them
  // gets none.
  function markLines(editor, mark) {
    const { value, selectionStart, selectionEnd } = editor;
    const start = value.lastIndexOf("\n", selectionStart - 1) + 1;
    const found = value.indexOf("\n", selectionEnd);
    const end = found < 0 ? value.length : found;
    const lines = value.slice(start, end).split("\n");
    const meant = (line) => line.trim() || lines.length === 1;
    const marked = lines.filter(meant).every((line) => line.startsWith(mark));
    const written = lines.map((line) => (!meant(line) ? line : marked ? line.slice(mark.length) : mark + line));
    write(editor, written.join("\n"), start, end);
  }

  // --- A picture with its words --------------------------------------------------------------------------

  const field = (label, name, attributes, help) => element(
    "p", {},
    element("label", {}, label, element("input", { name, ...attributes })),
    element("span", { class: "help" }, help),
  );
  const image = field("图片", "image", { type: "file", accept: "image/jpeg,image/png,image/webp", required: "" }, "JPEG、PNG 或 WebP，最大 10 MB。");
  const alt = field("替代文字", "alt", { maxlength: "300" }, "给看不见图片的读者：图上有什么。");
  const decorative = field("仅作装饰", "decorative", { type: "checkbox" }, "图上没有读者需要知道的内容，朗读时略过。");
  const caption = field("图注", "caption", { maxlength: "300" }, "显示在图片下面；可不填。");
  const credit = field("摄影（作者、来源）", "credit", { maxlength: "100" }, "可不填。");
  const said = element("p", { class: "errornote", role: "alert", hidden: "" });
  const send = element("button", { class: "button default" }, "插入");
  const cancel = element("button", { class: "button", type: "button" }, "取消");
  const form = element("form", { novalidate: "" }, said, image, alt, decorative, caption, credit, element("p", { class: "buttons" }, send, cancel));
  const dialog = element(
    "dialog", { class: "picture-dialog", "aria-labelledby": "picture-dialog-title" },
    element("h2", { id: "picture-dialog-title" }, "插入图片"), form,
  );
  let editor = null;
  let place = 0; // of the cursor: an editor behind a dialog loses it

  function askForPicture(into, files) {
    editor = into;
    place = into.selectionEnd;
    if (!dialog.isConnected) document.body.append(dialog);
    form.reset();
    refuse("");
    if (files) form.elements.image.files = files;
    toggleAlt();
    dialog.showModal();
    (files ? form.elements.alt : form.elements.image).focus();
  }

  function refuse(words) {
    said.hidden = !words;
    said.textContent = words;
  }

  function toggleAlt() {
    form.elements.alt.disabled = form.elements.decorative.checked;
  }

  async function upload(into) {
    const body = new FormData(form);
    body.append("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
    const answer = await fetch(into.dataset.markdownxUploadUrlsPath, { method: "POST", body });
    return answer.json();
  }

  form.elements.decorative.addEventListener("change", toggleAlt);
  // Without a picture, one goes on typing where one was.
  dialog.addEventListener("cancel", goOn);
  cancel.addEventListener("click", goOn);

  function goOn() {
    dialog.close();
    editor.focus();
    editor.setSelectionRange(place, place);
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    send.disabled = true;
    refuse("");
    try {
      const answer = await upload(editor);
      if (!answer.image_code) return refuse(answer.error);
      dialog.close();
      insertBlock(editor, answer.image_code, place);
    } catch {
      refuse("图片没有上传成功，请再试一次。");
    } finally {
      send.disabled = false;
    }
  });

  // Pasted or dropped, it is asked for its words too. What comes with words beside it, as from Word, is pasted as words.
  function takeFiles(event, carried) {
    if (!event.target.matches?.(EDITOR) || !carried?.files.length) return;
    event.stopImmediatePropagation();
    if (carried.types.includes("text/plain")) return;
    event.preventDefault();
    askForPicture(event.target, carried.files);
  }
  document.addEventListener("paste", (event) => takeFiles(event, event.clipboardData), true);
  document.addEventListener("drop", (event) => takeFiles(event, event.dataTransfer), true);
  document.addEventListener("dragover", (event) => {
    if (event.target.matches?.(EDITOR) && event.dataTransfer.types.includes("Files")) event.preventDefault();
  });

  // --- Tools ---------------------------------------------------------------------------------------------

  const TOOLS = {
    插入图片: (into) => askForPicture(into),
    表格: (into) => insertBlock(into, TABLE),
    小标题: (into) => markLines(into, "## "),
    列表: (into) => markLines(into, "- "),
  };

  function nameOf(into) {
    return document.querySelector(`label[for="${into.id}"]`)?.textContent.trim().replace(/[:：]$/, "") ?? "";
  }

  // One stop of the Tab key; the arrows lead from tool to tool.
  function addTools(into) {
    const box = into.closest(".markdownx");
    if (!box || box.querySelector(".editor-tools")) return;
    const buttons = Object.keys(TOOLS).map((name, place) =>
      element("button", { type: "button", "data-tool": name, tabindex: place ? "-1" : "0" }, name));
    const tools = element("div", { class: "editor-tools", role: "toolbar", "aria-label": `编辑工具：${nameOf(into)}` }, ...buttons);
    box.prepend(tools);
  }

  function step(event) {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const tool = event.target.closest?.("[data-tool]");
    if (!by || !tool) return;
    event.preventDefault();
    const all = [...tool.parentElement.children];
    const next = all.at((all.indexOf(tool) + by) % all.length);
    tool.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }

  // A template of rows to come has none: its copies would come with tools that are already there.
  function addAllTools() {
    for (const one of document.querySelectorAll(EDITOR)) {
      if (!one.name.includes("__prefix__") && !one.name.includes("-empty-")) addTools(one);
    }
  }

  document.addEventListener("keydown", step);
  document.addEventListener("click", ({ target }) => {
    const tool = target.closest("[data-tool]");
    if (tool) TOOLS[tool.dataset.tool](tool.closest(".markdownx").querySelector(EDITOR));
  });
  document.addEventListener("DOMContentLoaded", addAllTools);
  document.addEventListener("focusin", ({ target }) => { if (target.matches(EDITOR)) addTools(target); });
  document.addEventListener("formset:added", addAllTools);
})();
