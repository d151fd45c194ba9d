// Roles in words: what whoever has them may do.

import { parseDocument } from "yaml";

import type { Output } from "../state/results.ts";

/** A rule of a Role. */
export interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** The only objects it is for; empty for all. */
  readonly names: readonly string[];
}

export interface Role {
  readonly kind: "Role" | "ClusterRole";
  readonly name: string;
  /** Empty for a ClusterRole. */
  readonly namespace: string;
  readonly rules: readonly Rule[];
  /** Who has it, as `ServiceAccount ci/gitlab-runner`. */
  readonly subjects: readonly string[];
}

/** What a verb comes down to. */
export type Deed = "everything" | "read" | "watch" | "create" | "change" | "delete" | "other";

const DEEDS: Readonly<Record<string, Deed>> = {
  "*": "everything",
  get: "read",
  list: "read",
  watch: "watch",
  create: "create",
  update: "change",
  patch: "change",
  delete: "delete",
  deletecollection: "delete",
};

const ORDER: readonly Deed[] = ["everything", "read", "watch", "create", "change", "delete", "other"];

/** What a rule lets one do, in a fixed order. */
export function deedsOf({ verbs }: Rule): Deed[] {
  const deeds = new Set(verbs.map((verb) => DEEDS[verb] ?? "other"));
  return ORDER.filter((deed) => deeds.has(deed));
}

/** The roles among the manifests, with their rules and with who has them. */
export function rolesOf({ manifests }: Pick<Output, "manifests">): Role[] {
  const objects = manifests
    .filter(({ kind }) => /^(Cluster)?Role(Binding)?$/.test(kind))
    .map(({ text }) => record(safely(text)));
  const bindings = objects.filter(({ kind }) => kind === "RoleBinding" || kind === "ClusterRoleBinding");
  return objects.flatMap((object): Role[] => {
    const { kind } = object;
    if (kind !== "Role" && kind !== "ClusterRole") return [];
    const metadata = record(object.metadata);
    const name = words(metadata.name);
    const namespace = words(metadata.namespace);
    const subjects = bindings
      .filter((binding) => {
        const reference = record(binding.roleRef);
        const isThere = kind === "ClusterRole" || words(record(binding.metadata).namespace) === namespace;
        return isThere && reference.kind === kind && reference.name === name;
      })
      .flatMap((binding) => list(binding.subjects).map((subject) => subjectOf(record(subject))));
    return [{ kind, name, namespace, rules: list(object.rules).map((rule) => ruleOf(record(rule))), subjects }];
  });
}

function safely(text: string): unknown {
  try {
    return parseDocument(text).toJS();
  } catch {
    return null;
  }
}

function ruleOf(rule: Readonly<Record<string, unknown>>): Rule {
  const texts = (key: string) => list(rule[key]).map(words);
  return {
    apiGroups: texts("apiGroups"),
    resources: texts("resources"),
    verbs: texts("verbs"),
    names: texts("resourceNames"),
  };
}

function subjectOf(subject: Readonly<Record<string, unknown>>): string {
  const namespace = words(subject.namespace);
  return `${words(subject.kind)} ${namespace === "" ? "" : `${namespace}/`}${words(subject.name)}`;
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function words(value: unknown): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}
