import type {
  Completion as Option,
  CompletionContext,
  CompletionResult,
  CompletionSource,
} from "@codemirror/autocomplete";
import type { Completion, Explanation } from "runner-stack";

import { el } from "../app/dom.ts";
import type { Engine } from "../engine/engine.ts";
import { keyWords } from "../i18n/findings/index.ts";
import { t } from "../i18n/index.ts";
import { isGiven } from "./help.ts";

/** Keys and values that may stand at the cursor, as the engine knows them. */
export function completionSource(engine: Engine, enabled: () => boolean): CompletionSource {
  return async (context: CompletionContext): Promise<CompletionResult | null> => {
    if (!enabled() || (!context.explicit && !isAtWord(context))) return null;
    const text = context.state.doc.toString();
    const found = await engine.latest("complete", "complete", text, context.pos).catch(() => undefined);
    if (found === undefined || found.items.length === 0) return null;
    const { range, items } = found;
    return {
      from: range.start.offset,
      to: range.end.offset,
      // The engine has put them in order.
      options: items.map((item, index) => ({ ...option(item), boost: -Math.round((50 * index) / items.length) })),
      validFor: /^[\w./-]*$/,
    };
  };
}

/** After a letter, or after `key: `: not on every blank. */
function isAtWord(context: CompletionContext): boolean {
  const line = context.state.doc.lineAt(context.pos);
  const before = line.text.slice(0, context.pos - line.from);
  return /[\w.-]$/.test(before) || /[\w"']: $/.test(before);
}

function option({ kind, label, insert, explanation }: Completion): Option {
  if (kind === "key") {
    const { type } = explanation;
    return { label, detail: type, type: "property", apply: insert, info: () => info(explanation) };
  }
  const detail = label === explanation.default ? { detail: t("help.default") } : {};
  return { label, type: "enum", apply: insert, ...detail };
}

function info({
  path,
  doc: english,
  deprecated,
  required,
  ineffective,
  default: usual,
}: Explanation): HTMLElement | null {
  const marks = [
    deprecated && t("help.deprecated"),
    ineffective && t("help.ineffective"),
    required && t("help.required"),
  ].filter((mark) => mark !== false);
  if (marks.length === 0 && english === "") return null;
  const doc = keyWords(path, english);
  return el(
    "div",
    {},
    marks.length > 0 && el("strong", {}, `${marks.join(", ")} `),
    el("div", { attributes: { lang: doc.lang } }, doc.text),
    isGiven(usual) && el("div", { class: "info-default" }, `${t("help.default")}: `, el("code", {}, usual)),
  );
}
