import js from "@eslint/js";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

export default defineConfig(
  { ignores: ["dist", "node_modules", "test/*.mjs"] },
  js.configs.recommended,
  {
    files: ["src/**/*.ts", "test/**/*.ts", "vite.config.ts", "rule-pages.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/consistent-type-definitions": ["error", "interface"],
      // Methods of our interfaces are closures; there is no `this`.
      "@typescript-eslint/unbound-method": "off",
      // `{ readonly [Name in X]?: … }` keeps the tie between a name and its type.
      "@typescript-eslint/consistent-indexed-object-style": "off",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
    },
  },
  {
    files: ["src/**/*.ts", "test/**/*.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        { selector: "ExportDefaultDeclaration", message: "named exports only" },
        {
          selector: "AssignmentExpression[left.property.name=/^(innerHTML|outerHTML)$/]",
          message: "everything shown is text: build elements",
        },
        {
          selector: "CallExpression[callee.property.name='insertAdjacentHTML']",
          message: "everything shown is text: build elements",
        },
      ],
    },
  },
);
