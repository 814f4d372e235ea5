"use strict";
// Hands in documents: dropped files, the list of chosen ones, a sign of life while they travel.
(() => {
  const form = document.getElementById("upload_form");
  if (!form) return;
  const input = form.querySelector("input[type=file]");
  const zone = form.querySelector(".drop-zone");
  const list = form.querySelector(".chosen-files");
  const mostFiles = Number(input.dataset.mostFiles);
  const mostBytes = Number(input.dataset.mostBytes);
  const LISTED = 10;
  const sizeOf = (files) => files.reduce((sum, file) => sum + file.size, 0);

  function refusal(files) {
    if (files.length > mostFiles) return `选了 ${files.length} 个文件，一次最多 ${mostFiles} 个。请分几次上传，或压缩成一个 .zip。`;
    if (sizeOf(files) > mostBytes) return `共 ${Math.ceil(sizeOf(files) / 2 ** 20)} MB，一次最多 ${mostBytes / 2 ** 20} MB。请分几次上传。`;
    return "";
  }

  function line(text, className = "") {
    const item = document.createElement("li");
    item.textContent = text;
    item.className = className;
    return item;
  }

  function showChosen() {
    const files = [...input.files];
    const lines = files.slice(0, LISTED).map((file) => line(`${file.name}（${Math.ceil(file.size / 1024)} KB）`));
    if (files.length > LISTED) lines.push(line(`……共 ${files.length} 个文件`));
    const refused = refusal(files);
    if (refused) lines.push(line(refused, "errornote"));
    list.replaceChildren(...lines);
  }

  form.querySelector(".drop-hint").hidden = false;
  input.addEventListener("change", showChosen);
  for (const [name, over] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
    form.addEventListener(name, (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      zone.classList.toggle("is-over", over);
    });
  }
  form.addEventListener("drop", ({ dataTransfer }) => {
    if (!dataTransfer.files.length) return;
    const all = new DataTransfer();
    for (const file of [...input.files, ...dataTransfer.files]) all.items.add(file);
    input.files = all.files;
    showChosen();
  });
  const button = form.querySelector("[type=submit]");
  const progress = form.querySelector(".upload-progress");
  function waiting(on) {
    button.disabled = on;
    progress.hidden = !on;
  }
  form.addEventListener("submit", (event) => {
    if (refusal([...input.files])) {
      event.preventDefault();
      input.focus();
      return;
    }
    waiting(true);
  });
  // Back from the next page, the browser may show this one as it was left.
  window.addEventListener("pageshow", () => waiting(false));
})();
