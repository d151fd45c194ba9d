import type { Preset } from "runner-stack";

import { t } from "../i18n/index.ts";
import type { Context } from "./context.ts";
import type { MenuItem } from "./menu.ts";

let presets: readonly Preset[] = [];

/** Asks the engine for the starter values, so that the menu can open at once. */
export async function loadPresets({ engine }: Pick<Context, "engine">): Promise<void> {
  presets = (await engine.call("presets")).map(({ name, text }) => ({ name, text: withoutModeline(text) }));
}

/** The line that tells editors where the schema lies is about files, and this is none. */
export function withoutModeline(text: string): string {
  return text.replace(/^# yaml-language-server:.*\n(#\n)?/, "");
}

/** The texts of the starter values, which everyone has. */
export function knownPresets(): string[] {
  return presets.map(({ text }) => text);
}

/** The starter values as lines of a menu. */
export function presetItems({ store, editor, announce }: Context): MenuItem[] {
  const { start, source } = store.get();
  return presets.map(({ name, text }) => ({
    id: `preset-${name}`,
    label: name,
    detail: summary(text),
    checked: source.kind === "stack" && start.name === name,
    choose: () => {
      store.update({ start: { name, text }, source: { kind: "stack" }, values: text, saved: null });
      editor.replace(text);
      announce(t("start.done", { name }));
    },
  }));
}

/** The first sentence of the comment at the top. */
function summary(text: string): string {
  const lines = text.split("\n");
  const first = lines.findIndex((line) => line.startsWith("# "));
  const words: string[] = [];
  for (const line of lines.slice(Math.max(first, 0))) {
    if (!/^# ./.test(line)) break;
    words.push(line.slice(2));
  }
  return /^.*?[.:](?= |$)/.exec(words.join(" "))?.[0].replace(/:$/, ".") ?? "";
}
