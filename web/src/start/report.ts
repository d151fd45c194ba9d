import type { Counterpart, Diagnostic, FieldChange } from "runner-stack";

import { openDialog } from "../app/dialog.ts";
import { el } from "../app/dom.ts";
import { icon } from "../app/icons.ts";
import { findingWords } from "../editor/problems.ts";
import { sentence } from "../i18n/findings/index.ts";
import { t } from "../i18n/index.ts";

interface Report {
  readonly diagnostics: readonly Diagnostic[];
  readonly objects: readonly Counterpart[];
  /** Why nothing could be imported. */
  readonly failure?: string;
  /** What the values still lack. */
  readonly lacks?: string;
}

const ICONS = { error: "error", warning: "warning", note: "info" } as const;

/** Says what an import found, and what the values make differently from the input. */
export async function openReport({ diagnostics, objects, failure, lacks }: Report): Promise<void> {
  await openDialog({
    title: t(failure === undefined ? "import.title" : "import.failed"),
    body: [
      el("p", {}, failure === undefined ? t("import.intro") : sentence(failure)),
      ...(lacks === undefined ? [] : [el("p", { class: "refusal" }, t("import.lacks", { what: sentence(lacks) }))]),
      ...(diagnostics.length === 0 ? [] : [el("h3", {}, t("import.messages")), messages(diagnostics)]),
      ...(failure === undefined && lacks === undefined
        ? [el("h3", {}, t("import.differences")), differences(objects)]
        : []),
    ],
    actions: [{ id: "done", label: t("import.done"), primary: true }],
    wide: true,
  });
}

function messages(diagnostics: readonly Diagnostic[]): HTMLElement {
  const lines = diagnostics.map((diagnostic) => {
    const { severity, file, range } = diagnostic;
    return el(
      "li",
      {},
      el(
        "div",
        { class: `finding ${severity}` },
        icon(ICONS[severity]),
        findingWords(diagnostic, `${t(`severity.${severity}`)}: `),
        el("span", { class: "finding-place" }, `${file ?? ""}${range === undefined ? "" : `:${range.start.line}`}`),
      ),
    );
  });
  return el("ul", { class: "findings" }, ...lines);
}

function differences(objects: readonly Counterpart[]): HTMLElement {
  if (objects.length === 0) return el("p", { class: "good" }, t("import.same"));
  return el(
    "div",
    {},
    ...objects.map(({ before, after, reason, fields }) =>
      el(
        "details",
        { class: "card" },
        el(
          "summary",
          {},
          el("span", {}, before ?? after ?? ""),
          before !== undefined &&
            after !== undefined &&
            before !== after &&
            el("span", { class: "muted" }, ` → ${after}`),
          " ",
          el(
            "span",
            { class: "tag" },
            t(before === undefined ? "import.added" : after === undefined ? "import.gone" : "import.changed", {
              count: fields.length,
            }),
          ),
        ),
        reason !== undefined && el("p", {}, sentence(reason)),
        fields.length > 0 && table(fields),
      ),
    ),
  );
}

function table(fields: readonly FieldChange[]): HTMLElement {
  return el(
    "table",
    { class: "table" },
    el(
      "thead",
      {},
      el(
        "tr",
        {},
        ...[t("import.field"), t("import.before"), t("import.after")].map((head) =>
          el("th", { attributes: { scope: "col" } }, head),
        ),
      ),
    ),
    el(
      "tbody",
      {},
      ...fields.map(({ path, before, after }) =>
        el("tr", {}, ...[path, shown(before), shown(after)].map((text) => el("td", {}, el("code", {}, text)))),
      ),
    ),
  );
}

function shown(value: unknown): string {
  if (value === undefined) return "—";
  return typeof value === "string" ? value : JSON.stringify(value);
}
