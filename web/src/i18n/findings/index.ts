// What the engine says is English; in another language it is said by its rule and sentence.

import type { Language } from "../index.ts";
import { type Translate, translator } from "./match.ts";

export type { Worded } from "./match.ts";

let words: ReturnType<typeof translator> | null = null;

/** Loads the words of a language; English needs none. */
export async function loadFindingWords(language: Language): Promise<void> {
  words = language === "en" ? null : translator((await import("./zh.ts")).zh);
}

/** A finding in the language in force. */
export const inWords: Translate = (finding) =>
  words?.finding(finding) ?? { message: finding.message, help: finding.help, original: undefined };

/** A sentence of the engine in the language in force; in its own words when they are not known. */
export function sentence(text: string): string {
  return words?.sentence(text) ?? text;
}
