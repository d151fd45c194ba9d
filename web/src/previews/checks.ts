import type { Access, Diagnostic } from "runner-stack";

import type { Context, Model } from "../app/context.ts";
import { el, fill } from "../app/dom.ts";
import { findingList } from "../editor/problems.ts";
import { t } from "../i18n/index.ts";
import type { PreviewPanel } from "./panel.ts";

const LEVEL_TONE = { privileged: "error", baseline: "warning", restricted: "good" } as const;

/** Everything that is wrong or worth a look, and the Pod Security level that the pods reach. */
export function createChecksPanel({ editor }: Context): PreviewPanel {
  const security = el("div", { class: "security" });
  const findings = el("div");
  const element = el(
    "div",
    { class: "page", attributes: { tabindex: 0, role: "region", "aria-label": t("view.checks") } },
    security,
    findings,
  );
  let shownAccess: Access | undefined;
  let shownFindings: readonly Diagnostic[] | undefined;
  let shownFailure: string | null = null;
  return {
    element,
    code: null,
    copyText: ({ results }) => results.diagnostics.map(line).join("\n"),
    update({ state, results }: Model) {
      const access = state.source.kind === "stack" ? results.details.access : undefined;
      if (access !== shownAccess) {
        shownAccess = access;
        fill(security, ...(access === undefined ? [] : [securityElement(access)]));
      }
      if (results.diagnostics === shownFindings && results.failure === shownFailure) return;
      shownFindings = results.diagnostics;
      shownFailure = results.failure;
      const isMissing = results.failure !== null && !results.diagnostics.some(({ severity }) => severity === "error");
      fill(
        findings,
        el("h3", { class: "page-title" }, t("checks.findings")),
        isMissing && el("p", { class: "refusal" }, results.failure),
        results.diagnostics.length === 0 && !isMissing && el("p", { class: "good" }, t("checks.none")),
        findingList(results.diagnostics, editor),
      );
    },
    destroy: () => undefined,
  };
}

function line({ severity, code, message, help, range }: Diagnostic): string {
  const place = range === undefined ? "" : `${range.start.line}:${range.start.column}: `;
  return `${place}${severity}[${code}]: ${message}${help === undefined ? "" : ` (${help})`}`;
}

function securityElement({ podSecurity }: Access): HTMLElement {
  return el(
    "section",
    {},
    el("h3", { class: "page-title" }, t("checks.security")),
    el(
      "ul",
      { class: "levels" },
      ...podSecurity.map(({ pods, level, next, wanted }) =>
        el(
          "li",
          { class: "card" },
          el(
            "div",
            { class: "level-head" },
            el("span", {}, pods),
            el("span", { class: `level ${LEVEL_TONE[level]}` }, level),
          ),
          next !== undefined &&
            wanted.length > 0 &&
            el(
              "details",
              {},
              el("summary", {}, t("checks.next", { level: next })),
              el("ul", { class: "wanted" }, ...wanted.map((step) => el("li", {}, step))),
            ),
        ),
      ),
    ),
  );
}
