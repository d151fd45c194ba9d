import type { Diagnostic } from "runner-stack";

import { el } from "../app/dom.ts";
import { icon } from "../app/icons.ts";
import { inWords } from "../i18n/findings/index.ts";
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

/** A finding in the language of the page; the engine's own words are below, or where the pointer rests. */
export function findingWords(finding: Diagnostic, spoken: string): HTMLElement {
  const { message, help, original } = inWords(finding);
  const own = finding.help === undefined ? finding.message : `${finding.message}\n${finding.help}`;
  return el(
    "span",
    { class: "finding-words", attributes: { title: message === finding.message ? undefined : own } },
    el(
      "span",
      { class: "finding-message" },
      el("span", { class: "for-readers" }, spoken),
      message,
      el("span", { class: "finding-code" }, finding.code),
    ),
    help !== undefined && el("span", { class: "finding-help" }, help),
    original !== undefined && el("span", { class: "finding-help original", attributes: { lang: "en" } }, original),
  );
}

function findingElement(diagnostic: Diagnostic, editor: ValuesEditor): HTMLElement {
  const { severity, range, file } = diagnostic;
  const words = [
    icon(ICONS[severity]),
    findingWords(diagnostic, `${t(`severity.${severity}`)}: `),
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
          editor.revealFinding(range);
        },
      },
    },
    ...words,
  );
}
