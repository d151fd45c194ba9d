import { expect, it } from "vitest";

import { cursorAt } from "./cursor.ts";

/** What is known at the bar. */
function at(marked: string): string | null {
  const offset = marked.indexOf("|");
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const cursor = cursorAt(text, offset);
  return cursor === null ? null : `${cursor.kind} ${cursor.path} ${text.slice(cursor.from, offset)}`;
}

it.each([
  ["|", "key  "],
  ["git|", "key  git"],
  ["a: 1\nconf|\nb: 2\n", "key  conf"],
  ["config:\n  conc|", "key config conc"],
  ["config:\n  |", "key config "],
  ["config:\n  log_level: |", "value config.log_level "],
  ["config:\n  log_level: wa|", "value config.log_level wa"],
  ["config:\n  runners:\n    - |", "key config.runners[] "],
  ["config:\n  runners:\n    - name: a\n      kub|", "key config.runners[] kub"],
  ["config:\n  runners:\n  - name: a\n    kubernetes:\n      cpu|", "key config.runners[].kubernetes cpu"],
  [
    "config:\n  runners:\n    - name: a\n      kubernetes:\n        image: x\n\n        # why\n        pri|",
    "key config.runners[].kubernetes pri",
  ],
  ["config:\n  runners:\n    - name: a\n      kubernetes:\n        image: x\n      cac|", "key config.runners[] cac"],
  ["config:\n  runners:\n    - name: a\n    - na|", "key config.runners[] na"],
  ["config:\n  runners:\n    - kubernetes:\n        image|", "key config.runners[].kubernetes image"],
  ["config:\n  runners:\n    - kubernetes:\n        a: 1\n      cache: { T|", "key config.runners[].cache T"],
  ["config:\n  runners:\n    - cache: { Type: s|", "value config.runners[].cache.Type s"],
  [
    "affinity:\n  nodeAffinity:\n    required:\n      nodeSelectorTerms:\n        - matchExpressions:\n            - key: a\n              oper|",
    "key affinity.nodeAffinity.required.nodeSelectorTerms[].matchExpressions[] oper",
  ],
  ["pull_policy:\n  - alw|", "key pull_policy[] alw"],
  ["a: 1 # co|", null],
])("knows what is written in %j", (marked, wanted) => {
  expect(at(marked)).toBe(wanted);
});

it("knows nothing inside of a text", () => {
  expect(cursorAt("text: |\n  con", 13)).toBeNull();
});

it("knows the keys that are there", () => {
  const text = "config:\n  runners:\n    - name: a\n      limit: 1\n      \n      url: x\n    - executor: b\n";
  const cursor = cursorAt(text, text.indexOf("      \n") + 6);
  expect([...(cursor?.taken ?? [])].sort()).toEqual(["limit", "name", "url"]);
});
