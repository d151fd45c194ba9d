import type { Access, AccessRole } from "runner-stack";

import { el, fill } from "../app/dom.ts";
import { icon } from "../app/icons.ts";
import { t } from "../i18n/index.ts";
import type { PreviewPanel } from "./panel.ts";

/** What the manager may do in the cluster, in words. */
export function createAccessPanel(): PreviewPanel {
  const element = el("div", {
    class: "page",
    attributes: { tabindex: 0, role: "region", "aria-label": t("view.permissions") },
  });
  let shown: Access | undefined | null = null;
  return {
    element,
    code: null,
    copyText: ({ results }) => results.details.access?.roles.map(roleText).join("\n\n") ?? "",
    update({ results: { details, previous, refusals } }) {
      if (details.access === shown) return;
      shown = details.access;
      const old = previous.access === undefined ? null : wordsOf(previous.access);
      const roles = shown?.roles ?? [];
      fill(
        element,
        refusals.access !== undefined && el("p", { class: "refusal" }, refusals.access),
        el("p", { class: "intro" }, t(roles.length === 0 ? "access.none" : "access.intro")),
        ...roles.map((role) => roleElement(role, old)),
      );
    },
    destroy: () => undefined,
  };
}

function wordsOf({ roles }: Access): ReadonlySet<string> {
  return new Set(roles.flatMap((role) => role.rules.map((rule) => `${title(role)}\n${rule.words}`)));
}

function title({ kind, namespace, name }: AccessRole): string {
  return namespace === "" ? `${kind} ${name}` : `${kind} ${name}, ${t("access.namespace", { namespace })}`;
}

function roleText(role: AccessRole): string {
  return [title(role), ...role.rules.map(({ words }) => `- ${words}`)].join("\n");
}

function roleElement(role: AccessRole, old: ReadonlySet<string> | null): HTMLElement {
  return el(
    "section",
    { class: "card" },
    el(
      "h3",
      {},
      icon(role.kind === "ClusterRole" ? "layers" : "key"),
      el("span", {}, role.name),
      el("span", { class: "tag" }, role.kind),
      role.namespace !== "" && el("span", { class: "tag" }, t("access.namespace", { namespace: role.namespace })),
    ),
    el(
      "ul",
      { class: "rules" },
      ...role.rules.map((rule) =>
        el(
          "li",
          { class: old !== null && !old.has(`${title(role)}\n${rule.words}`) ? "fresh" : "" },
          el("div", {}, rule.words),
          el(
            "div",
            { class: "muted code-line" },
            `${rule.verbs.join(", ")} · ${rule.resources.map((resource) => inGroup(resource, rule.apiGroups)).join(", ")}`,
          ),
        ),
      ),
    ),
  );
}

function inGroup(resource: string, groups: readonly string[]): string {
  const [group] = groups;
  return group === undefined || group === "" ? resource : `${resource}.${group}`;
}
