"use strict";
// A button beside each password that shows what was typed: long passwords are typed wrong less often.
(() => {
  for (const field of document.querySelectorAll('input[type="password"]')) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button show-password";
    const tell = () => {
      const isHidden = field.type === "password";
      button.textContent = isHidden ? "显示密码" : "隐藏密码";
      button.setAttribute("aria-pressed", String(!isHidden));
    };
    button.addEventListener("click", () => {
      field.type = field.type === "password" ? "text" : "password";
      tell();
    });
    field.form?.addEventListener("submit", () => { field.type = "password"; });
    tell();
    field.after(button);
  }
})();
