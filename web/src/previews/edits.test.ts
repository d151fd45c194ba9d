import { expect, it } from "vitest";

import { editsBetween } from "./edits.ts";

function apply(a: string, b: string): string {
  let result = "";
  let at = 0;
  for (const { from, to, insert } of editsBetween(a.split("\n"), b.split("\n"))) {
    result += a.slice(at, from) + insert;
    at = to;
  }
  return result + a.slice(at);
}

it.each([
  ["", ""],
  ["", "a"],
  ["a", ""],
  ["a\nb", "a"],
  ["a", "a\nb"],
  ["a\n", "a"],
  ["a", "a\n"],
  ["a\nb\nc", "c"],
  ["a\nb\nc", "a\nx\nc"],
  ["\n\n", "\n"],
])("makes %j of %j", (a, b) => {
  expect(apply(a, b)).toBe(b);
});

it("makes any text of any other", () => {
  let seed = 11;
  const next = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % below;
  };
  for (let round = 0; round < 500; round += 1) {
    const text = () => Array.from({ length: next(9) }, () => ["a", "b", "", "cc"][next(4)] ?? "").join("\n");
    const [a, b] = [text(), text()];
    expect(apply(a, b)).toBe(b);
  }
});

it("leaves the lines alone that stay", () => {
  expect(editsBetween(["a", "b", "c"], ["a", "x", "c"])).toEqual([{ from: 2, to: 4, insert: "x\n" }]);
});
