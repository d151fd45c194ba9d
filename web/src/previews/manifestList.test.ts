import type { Manifest } from "runner-stack";
import { expect, it } from "vitest";

import { groupByKind, listManifests } from "./manifestList.ts";

function manifest(kind: string, name: string, text: string): Manifest {
  return { kind, name, text, apiVersion: "v1", source: "templates/a.yaml" };
}

const ROLE_A = "kind: Role\nmetadata:\n  name: r\n  namespace: a\n";
const ROLE_B = "kind: Role\nmetadata:\n  name: r\n  namespace: b\n";
const MAP = "kind: ConfigMap\n";
const list = listManifests({
  text: `---\n# Source: x\n${ROLE_A}---\n# Source: x\n${MAP}---\n# Source: x\n${ROLE_B}`,
  manifests: [manifest("Role", "r", ROLE_A), manifest("ConfigMap", "c", MAP), manifest("Role", "r", ROLE_B)],
  notes: "",
  config: null,
  runners: [],
  warnings: [],
});

it("tells manifests of one name apart and says where they stand", () => {
  expect(list.map(({ key, namespace, line }) => [key, namespace, line])).toEqual([
    ["Role/r", "a", 3],
    ["ConfigMap/c", "", 9],
    ["Role/r#2", "b", 12],
  ]);
});

it("groups them by kind", () => {
  expect([...groupByKind(list)].map(([kind, group]) => [kind, group.length])).toEqual([
    ["Role", 2],
    ["ConfigMap", 1],
  ]);
});
