"use strict";
// Shows the picture that is chosen for a record or a recipient.
addEventListener("load", () => {
  // select2 tells of a choice through jQuery alone.
  window.django.jQuery(document).on("change", "select.admin-autocomplete", ({ target }) => {
    const shown = target.closest(".related-widget-wrapper, div")?.querySelector(".chosen-picture");
    if (!shown) return;
    shown.hidden = !target.value;
    if (target.value) shown.src = shown.dataset.address.replace("/0/", `/${target.value}/`);
  });
});
