// What the engine says is English; in another language it is said by its rule and sentence.

import type { Language } from "../index.ts";
import { type Translate, translator } from "./match.ts";

export type { Worded } from "./match.ts";

const chinese = () => import("./chinese.ts");

let words: ReturnType<typeof translator> | null = null;
let keys: Readonly<Record<string, string>> = {};

/** Loads the words of a language; English needs none. */
export async function loadFindingWords(language: Language): Promise<void> {
  if (language === "en") {
    words = null;
    keys = {};
  } else {
    const { zh, zhKeys } = await chinese();
    words = translator(zh);
    keys = zhKeys;
  }
}

/** Brings the words of all languages here, so that changing the language asks for nothing. */
export async function fetchFindingWords(): Promise<void> {
  await chinese().catch(() => undefined);
}

/** What a key means, by its path among the values: in the language in force if it is a common one, else in English. */
export function keyWords(path: string, english: string): { readonly text: string; readonly lang: "en" | undefined } {
  const text = keys[path.replace(/\[\d+\]/g, "[]")];
  return text === undefined ? { text: english, lang: "en" } : { text, lang: undefined };
}

/** A finding in the language in force. */
export const inWords: Translate = (finding) =>
  words?.finding(finding) ?? { message: finding.message, help: finding.help, original: undefined };

/** A sentence of the engine in the language in force; in its own words when they are not known. */
export function sentence(text: string): string {
  return words?.sentence(text) ?? text;
}
