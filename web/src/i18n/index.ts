import { en } from "./en.ts";
import { zh } from "./zh.ts";

export type Language = "en" | "zh";

/** The name of a text of the interface. */
export type Key = keyof typeof en;

export type Dictionary = Readonly<Record<Key, string>>;

const dictionaries: Readonly<Record<Language, Dictionary>> = { en, zh };

let current: Language = "en";

/** The text in the language in force; `{name}` in it is replaced by the parameter of that name. */
export function t(key: Key, parameters: Readonly<Record<string, string | number>> = {}): string {
  return dictionaries[current][key].replace(/\{(\w+)\}/g, (whole, name: string) => String(parameters[name] ?? whole));
}

export function language(): Language {
  return current;
}

/** Chooses the language of all texts that are asked for from now on. */
export function setLanguage(chosen: Language): void {
  current = chosen;
  document.documentElement.lang = chosen === "zh" ? "zh-CN" : "en";
}

/** The language of the browser's user, if the page speaks it. */
export function preferredLanguage(languages: readonly string[]): Language {
  for (const tag of languages) {
    if (tag.toLowerCase().startsWith("zh")) return "zh";
    if (tag.toLowerCase().startsWith("en")) return "en";
  }
  return "en";
}
