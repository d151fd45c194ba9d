import { StreamLanguage } from "@codemirror/language";
import { shell } from "@codemirror/legacy-modes/mode/shell";
import { toml } from "@codemirror/legacy-modes/mode/toml";
import type { Extension } from "@codemirror/state";

import { boundedYaml } from "./nesting.ts";

export type Syntax = "yaml" | "toml" | "shell" | "text";

const LANGUAGES: Readonly<Record<Syntax, () => Extension>> = {
  yaml: () => boundedYaml,
  toml: () => StreamLanguage.define(toml),
  shell: () => StreamLanguage.define(shell),
  text: () => [],
};

export function syntaxOf(syntax: Syntax): Extension {
  return LANGUAGES[syntax]();
}

/** The syntax of a file by its name. */
export function syntaxOfFile(path: string): Syntax {
  if (/\.(ya?ml)$/.test(path)) return "yaml";
  if (path.endsWith(".toml")) return "toml";
  if (path.endsWith(".sh")) return "shell";
  return "text";
}
