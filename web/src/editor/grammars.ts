import { StreamLanguage } from "@codemirror/language";
import { shell } from "@codemirror/legacy-modes/mode/shell";
import { toml } from "@codemirror/legacy-modes/mode/toml";
import type { Extension } from "@codemirror/state";

import { boundedYaml } from "./nesting.ts";

/** How texts are read, for their colours and folds. */
export const grammars = {
  yaml: (): Extension => boundedYaml,
  toml: (): Extension => StreamLanguage.define(toml),
  shell: (): Extension => StreamLanguage.define(shell),
};
