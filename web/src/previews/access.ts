import { el, fill } from "../app/dom.ts";
import { icon } from "../app/icons.ts";
import { t } from "../i18n/index.ts";
import type { Output } from "../state/results.ts";
import type { PreviewPanel } from "./panel.ts";
import { deedsOf, type Role, rolesOf, type Rule } from "./rbac.ts";

/** What the manager may do in the cluster, in words. */
export function createAccessPanel(): PreviewPanel {
  const element = el("div", {
    class: "page",
    attributes: { tabindex: 0, role: "region", "aria-label": t("view.permissions") },
  });
  let shown: Output | null = null;
  let shownBefore: Output | null = null;
  return {
    element,
    code: null,
    copyText: ({ results }) => (results.output === null ? "" : rolesOf(results.output).map(roleText).join("\n\n")),
    update({ results: { output, before } }) {
      if (output === shown && before === shownBefore) return;
      shown = output;
      shownBefore = before;
      const roles = output === null ? [] : rolesOf(output);
      const old =
        before === null
          ? null
          : new Set(rolesOf(before).flatMap((role) => role.rules.map((rule) => `${title(role)}\n${ruleText(rule)}`)));
      fill(
        element,
        el("p", { class: "intro" }, t(roles.length === 0 ? "access.none" : "access.intro")),
        ...roles.map((role) => roleElement(role, old)),
      );
    },
    destroy: () => undefined,
  };
}

function title({ kind, namespace, name }: Role): string {
  return namespace === "" ? `${kind} ${name}` : `${kind} ${name}, ${t("access.namespace", { namespace })}`;
}

function roleText(role: Role): string {
  return [title(role), ...role.rules.map((rule) => `- ${ruleText(rule)}`)].join("\n");
}

/** `read, create and delete: pods, secrets`, and which ones. */
function ruleText(rule: Rule): string {
  const deeds = deedsOf(rule).map((deed) => t(`access.deed.${deed}`));
  const things = rule.resources.map((resource) => thing(resource, rule.apiGroups)).join(t("access.comma"));
  const text = t("access.rule", { deeds: deeds.join(t("access.comma")), things });
  return rule.names.length === 0 ? text : `${text} ${t("access.names", { names: rule.names.join(t("access.comma")) })}`;
}

function thing(resource: string, groups: readonly string[]): string {
  if (resource === "*") return t("access.everyResource");
  const [group] = groups;
  const [name, sub] = resource.split("/");
  const full = group === undefined || group === "" ? (name ?? "") : `${name ?? ""}.${group}`;
  return sub === undefined ? full : t("access.sub", { sub, name: full });
}

function roleElement(role: Role, old: ReadonlySet<string> | null): HTMLElement {
  return el(
    "section",
    { class: "card" },
    el(
      "h2",
      {},
      icon(role.kind === "ClusterRole" ? "layers" : "key"),
      el("span", {}, role.name),
      el("span", { class: "tag" }, role.kind),
      role.namespace !== "" && el("span", { class: "tag" }, t("access.namespace", { namespace: role.namespace })),
    ),
    role.subjects.length > 0 && el("p", { class: "muted" }, t("access.subjects", { names: role.subjects.join(", ") })),
    el(
      "ul",
      { class: "rules" },
      ...role.rules.map((rule) =>
        el(
          "li",
          { class: old !== null && !old.has(`${title(role)}\n${ruleText(rule)}`) ? "fresh" : "" },
          el("div", {}, ruleText(rule)),
          el("div", { class: "muted code-line" }, `${rule.verbs.join(", ")} · ${rule.resources.join(", ")}`),
        ),
      ),
    ),
  );
}
