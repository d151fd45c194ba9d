import type { Extension } from "@codemirror/state";

export type Syntax = "yaml" | "toml" | "shell" | "text";

let grammars: (typeof import("./grammars.ts"))["grammars"] | undefined;

const waiting: (() => void)[] = [];

/**
 * Brings colours and folds. They come after the first picture: to load what reads the texts, and to read them, takes a tenth
 * of what it takes to show them.
 */
export async function loadGrammars(): Promise<void> {
  ({ grammars } = await import("./grammars.ts"));
  for (const tell of waiting.splice(0)) tell();
}

/** Calls back once colours and folds have come, for who was there before them. */
export function whenGrammarsCome(tell: () => void): void {
  if (grammars === undefined) waiting.push(tell);
}

/** Colours and folds of a text; none before they have come. */
export function syntaxOf(syntax: Syntax): Extension {
  return syntax === "text" ? [] : (grammars?.[syntax]() ?? []);
}

/** The syntax of a file by its name. */
export function syntaxOfFile(path: string): Syntax {
  if (/\.(ya?ml)$/.test(path)) return "yaml";
  if (path.endsWith(".toml")) return "toml";
  if (path.endsWith(".sh")) return "shell";
  return "text";
}
