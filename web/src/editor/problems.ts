import type { Diagnostic } from "runner-stack";

import { el } from "../app/dom.ts";
import { icon } from "../app/icons.ts";
import { t } from "../i18n/index.ts";
import type { ValuesEditor } from "./values.ts";

const ICONS = { error: "error", warning: "warning", note: "info" } as const;
const ORDER = { error: 0, warning: 1, note: 2 } as const;

/** Findings to click through: each leads to its place in the values. */
export function findingList(diagnostics: readonly Diagnostic[], editor: ValuesEditor): HTMLElement {
  const sorted = [...diagnostics].sort((a, b) => ORDER[a.severity] - ORDER[b.severity]);
  return el(
    "ul",
    { class: "findings" },
    ...sorted.map((diagnostic) => el("li", {}, findingElement(diagnostic, editor))),
  );
}

function findingElement(diagnostic: Diagnostic, editor: ValuesEditor): HTMLElement {
  const { severity, code, message, help, range, file } = diagnostic;
  const words = [
    icon(ICONS[severity]),
    el(
      "span",
      { class: "finding-words" },
      el(
        "span",
        { class: "finding-message" },
        el("span", { class: "for-readers" }, `${t(`severity.${severity}`)}: `),
        message,
        el("span", { class: "finding-code" }, code),
      ),
      help !== undefined && el("span", { class: "finding-help" }, help),
    ),
    el(
      "span",
      { class: "finding-place" },
      range === undefined ? (file ?? "") : `${range.start.line}:${range.start.column}`,
    ),
  ];
  if (range === undefined) return el("div", { class: `finding ${severity}` }, ...words);
  return el(
    "button",
    {
      class: `finding ${severity}`,
      attributes: { type: "button" },
      on: {
        click: () => {
          editor.reveal({ from: range.start.offset, to: range.end.offset });
        },
      },
    },
    ...words,
  );
}
