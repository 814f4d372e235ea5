"use strict";
// select2 shows a choice in elements that a screen reader meets without a name: they get that of their field.
// jQuery makes them in a task of its own once the page is ready; this one comes after it.
addEventListener("load", () => setTimeout(() => {
  for (const chosen of document.querySelectorAll(".select2-selection__rendered")) {
    const field = chosen.id.replace(/^select2-|-container$/g, "");
    const label = document.querySelector(`label[for="${field}"]`)?.textContent ?? "";
    chosen.setAttribute("aria-label", label);
    if (!chosen.textContent) chosen.parentElement.setAttribute("aria-label", label);
  }
}));
