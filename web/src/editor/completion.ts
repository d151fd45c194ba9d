import type {
  Completion as Option,
  CompletionContext,
  CompletionResult,
  CompletionSource,
} from "@codemirror/autocomplete";
import type { Explanation } from "runner-stack";

import { el } from "../app/dom.ts";
import type { Engine } from "../engine/engine.ts";
import { t } from "../i18n/index.ts";
import { type Cursor, cursorAt } from "./cursor.ts";

/** Keys and values that may stand at the cursor; what they are comes from the engine. */
export function completionSource(engine: Engine, enabled: () => boolean): CompletionSource {
  return async (context: CompletionContext): Promise<CompletionResult | null> => {
    if (!enabled() || (!context.explicit && !isAtWord(context))) return null;
    const cursor = cursorAt(context.state.doc.toString(), context.pos);
    if (cursor === null) return null;
    const known = await engine
      .latest("complete", "explain", cursor.path === "" ? undefined : cursor.path)
      .catch(() => undefined);
    if (known === undefined) return null;
    const options = cursor.kind === "key" ? keyOptions(known, cursor) : valueOptions(known);
    return options.length === 0 ? null : { from: cursor.from, options, validFor: /^[\w./-]*$/ };
  };
}

/** After a letter, or after `key: `: not on every blank. */
function isAtWord(context: CompletionContext): boolean {
  const line = context.state.doc.lineAt(context.pos);
  const before = line.text.slice(0, context.pos - line.from);
  return /[\w.-]$/.test(before) || /[\w"']: $/.test(before);
}

function keyOptions({ children, path, type, allowed }: Explanation, cursor: Cursor): Option[] {
  // A list of words takes values where a list of maps takes keys.
  if (children.length === 0 && path.endsWith("[]")) return allowed.map((value) => ({ label: value, detail: type }));
  return children
    .filter(({ name }) => !cursor.taken.has(name))
    .map((child) => ({
      label: child.name,
      detail: child.type,
      type: "property",
      apply: child.name + opening(child, cursor),
      boost: child.deprecated || child.ineffective ? -60 : child.required ? 20 : 0,
      info: () => info(child),
    }));
}

/** What follows a key: a blank, or the next line. */
function opening({ type }: Explanation, { column, isFlow }: Cursor): string {
  if (isFlow) return ": ";
  const indent = `\n${" ".repeat(column + 2)}`;
  if (/^list\b/.test(type)) return `:${indent}- `;
  return /^(string|integer|number|boolean|duration|size|any)\b/.test(type) || type.includes(" or ")
    ? ": "
    : `:${indent}`;
}

function valueOptions(known: Explanation): Option[] {
  const words = known.allowed.length > 0 ? known.allowed : /\bboolean\b/.test(known.type) ? ["true", "false"] : [];
  return words.map((word, index) => ({
    label: word,
    type: "enum",
    // As the engine orders them; what applies anyway comes last.
    boost: word === known.default ? -50 : -index / words.length,
    ...(word === known.default ? { detail: t("help.default") } : {}),
  }));
}

function info({ doc, deprecated, required, ineffective, default: usual }: Explanation): HTMLElement | null {
  const marks = [
    deprecated && t("help.deprecated"),
    ineffective && t("help.ineffective"),
    required && t("help.required"),
  ].filter((mark) => mark !== false);
  if (marks.length === 0 && doc === "") return null;
  return el(
    "div",
    {},
    marks.length > 0 && el("strong", {}, `${marks.join(", ")} `),
    el("div", {}, doc),
    usual !== null && el("div", { class: "info-default" }, `${t("help.default")}: `, el("code", {}, usual)),
  );
}
