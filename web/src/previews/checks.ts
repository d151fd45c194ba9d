import type { Diagnostic } from "runner-stack";

import type { Context, Model } from "../app/context.ts";
import { el, fill } from "../app/dom.ts";
import { findingList } from "../editor/problems.ts";
import { sentence } from "../i18n/findings/index.ts";
import { t } from "../i18n/index.ts";
import { isChecked } from "../state/results.ts";
import type { PreviewPanel } from "./panel.ts";

/** The rule that says which Pod Security level pods reach. */
const SECURITY = "pod-security";

/** Everything that is wrong or worth a look, and the Pod Security level that the pods reach. */
export function createChecksPanel({ editor }: Context): PreviewPanel {
  const element = el("div", {
    class: "page",
    attributes: { tabindex: 0, role: "region", "aria-label": t("view.checks") },
  });
  let shown: readonly Diagnostic[] | undefined;
  let shownFailure: string | null = null;
  return {
    element,
    code: null,
    copyText: ({ results }) => results.diagnostics.map(line).join("\n"),
    update({ state, results: { diagnostics, failure } }: Model) {
      if (diagnostics === shown && failure === shownFailure) return;
      shown = diagnostics;
      shownFailure = failure;
      const checked = isChecked(diagnostics);
      const isMissing = failure !== null && !diagnostics.some(({ severity }) => severity === "error");
      const security = diagnostics.filter(({ code }) => code === SECURITY);
      const others = diagnostics.filter(({ code }) => code !== SECURITY);
      fill(
        element,
        el("h2", { class: "page-title" }, t("checks.findings")),
        isMissing && el("p", { class: "refusal" }, sentence(failure)),
        checked && others.length === 0 && !isMissing && el("p", { class: "good" }, t("checks.none")),
        findingList(others, editor),
        ...(state.source.kind === "stack" && checked && failure === null
          ? [
              el("h2", { class: "page-title" }, t("checks.security")),
              el("p", { class: "intro" }, t(security.length === 0 ? "checks.restricted" : "checks.below")),
              findingList(security, editor),
            ]
          : [findingList(security, editor)]),
      );
    },
    destroy: () => undefined,
  };
}

function line({ severity, code, message, help, range }: Diagnostic): string {
  const place = range === undefined ? "" : `${range.start.line}:${range.start.column}: `;
  return `${place}${severity}[${code}]: ${message}${help === undefined ? "" : ` (${help})`}`;
}
