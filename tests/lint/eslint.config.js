import js from "@eslint/js";
import globals from "globals";

export default [
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: "error" },
    languageOptions: { sourceType: "script", globals: globals.browser },
    rules: { complexity: ["error", 10], eqeqeq: "error", "no-var": "error", "prefer-const": "error" },
  },
  // The one script that another imports.
  { files: ["static/aloud.js", "static/tools.js"], languageOptions: { sourceType: "module" } },
];
