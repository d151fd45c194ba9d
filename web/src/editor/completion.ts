import type {
  Completion as Option,
  CompletionContext,
  CompletionResult,
  CompletionSource,
} from "@codemirror/autocomplete";
import type { Completion } from "runner-stack";

import type { Engine } from "../engine/engine.ts";
import { t } from "../i18n/index.ts";
import { el } from "../app/dom.ts";

/** Keys and values that may stand at the cursor, from the engine. */
export function completionSource(engine: Engine, enabled: () => boolean): CompletionSource {
  return async (context: CompletionContext): Promise<CompletionResult | null> => {
    if (!enabled() || (!context.explicit && !isAtWord(context))) return null;
    const found = await engine
      .latest("complete", "complete", context.state.doc.toString(), context.pos)
      .catch(() => undefined);
    if (found === undefined || found.items.length === 0) return null;
    return {
      from: found.from,
      to: found.to,
      options: found.items.map(option),
      validFor: /^[\w.-]*$/,
    };
  };
}

/** After a letter, after `key: `, or on the dash of a list: not on every blank. */
function isAtWord(context: CompletionContext): boolean {
  const line = context.state.doc.lineAt(context.pos);
  const before = line.text.slice(0, context.pos - line.from);
  return /[\w.-]$/.test(before) || /[\w"']: $/.test(before);
}

function option(item: Completion): Option {
  return {
    label: item.label,
    detail: item.type,
    apply: item.insert,
    type: item.kind,
    boost: item.deprecated ? -50 : item.required ? 10 : 0,
    ...(item.documentation === "" && !item.deprecated ? {} : { info: () => info(item) }),
  };
}

function info(item: Completion): HTMLElement {
  return el(
    "div",
    {},
    item.deprecated && el("strong", {}, t("help.deprecated")),
    item.required && el("strong", {}, t("help.required")),
    el("div", {}, item.documentation),
  );
}
