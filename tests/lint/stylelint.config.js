export default {
  extends: "stylelint-config-standard",
  reportDescriptionlessDisables: true,
  reportNeedlessDisables: true,
  rules: {
    // The rules of a sheet follow the page from top to bottom.
    "no-descending-specificity": null,
    // As static_storage.py reads them.
    "import-notation": "string",
    // Django's admin and the fields of its forms have names with underscores.
    "selector-class-pattern": null,
    "selector-id-pattern": null,
    // The sheets of the admin have a rule on each line.
    "declaration-block-single-line-max-declarations": null,
    // Named once, a browser takes it for thirteen pixels.
    "font-family-no-duplicate-names": [true, { ignoreFontFamilyNames: ["monospace"] }],
    // Safari has it under this name alone.
    "property-no-vendor-prefix": [true, { ignoreProperties: ["text-size-adjust"] }],
  },
};
