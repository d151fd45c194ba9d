import { expect, it } from "vitest";

import { deedsOf, rolesOf } from "./rbac.ts";

const base = { apiVersion: "rbac.authorization.k8s.io/v1", source: "a.yaml" };
const role = `kind: Role
metadata: { name: r, namespace: ci }
rules:
  - apiGroups: [""]
    resources: ["pods", "pods/exec"]
    verbs: ["create", "list", "get", "patch", "deletecollection"]
  - apiGroups: [""]
    resources: [secrets]
    resourceNames: [one]
    verbs: ["*"]
`;
const binding = (namespace: string) => `kind: RoleBinding
metadata: { name: r, namespace: ${namespace} }
roleRef: { kind: Role, name: r }
subjects: [{ kind: ServiceAccount, name: runner, namespace: cicd }]
`;

it("reads rules and who has them", () => {
  const [found, ...rest] = rolesOf({
    manifests: [
      { ...base, kind: "Role", name: "r", text: role },
      { ...base, kind: "RoleBinding", name: "r", text: binding("ci") },
      { ...base, kind: "RoleBinding", name: "r", text: binding("other") },
      { ...base, kind: "Secret", name: "s", text: "kind: Secret\n" },
    ],
  });
  expect(rest).toEqual([]);
  expect(found?.subjects).toEqual(["ServiceAccount cicd/runner"]);
  expect(found?.rules.map((rule) => [rule.resources, deedsOf(rule), rule.names])).toEqual([
    [["pods", "pods/exec"], ["read", "create", "change", "delete"], []],
    [["secrets"], ["everything"], ["one"]],
  ]);
});

it("makes nothing of what is no YAML", () => {
  expect(rolesOf({ manifests: [{ ...base, kind: "Role", name: "r", text: "a: [" }] })).toEqual([]);
});
