import { describe, expect, it } from "vitest";

import { diffLines } from "./diff.ts";

/** What the hunks make of `a`, which has to be `b`. */
function apply(a: readonly string[], b: readonly string[]): string[] {
  const result: string[] = [];
  let at = 0;
  for (const { fromA, toA, fromB, toB } of diffLines(a, b)) {
    result.push(...a.slice(at, fromA), ...b.slice(fromB, toB));
    at = toA;
  }
  return [...result, ...a.slice(at)];
}

function changed(a: string, b: string): number {
  return diffLines(a.split(""), b.split("")).reduce(
    (sum, { fromA, toA, fromB, toB }) => sum + toA - fromA + toB - fromB,
    0,
  );
}

describe("diffLines", () => {
  it("finds nothing in equal texts", () => {
    expect(diffLines(["a", "b"], ["a", "b"])).toEqual([]);
  });

  it("marks a replaced line alone", () => {
    expect(diffLines(["a", "b", "c"], ["a", "x", "c"])).toEqual([{ fromA: 1, toA: 2, fromB: 1, toB: 2 }]);
  });

  it("marks an insertion and a removal apart", () => {
    expect(diffLines("abcdef".split(""), "axbcdf".split(""))).toEqual([
      { fromA: 1, toA: 1, fromB: 1, toB: 2 },
      { fromA: 4, toA: 5, fromB: 5, toB: 5 },
    ]);
  });

  it("takes the shortest way", () => {
    expect(changed("abcabba", "cbabac")).toBe(5);
    expect(changed("abcdefgh", "xbydzfwh")).toBe(8);
  });

  it("leads from any text to any other", () => {
    let seed = 7;
    const next = (below: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed % below;
    };
    for (let round = 0; round < 300; round += 1) {
      const lines = () => Array.from({ length: next(12) }, () => "abcd"[next(4)] ?? "a");
      const [a, b] = [lines(), lines()];
      expect(apply(a, b)).toEqual(b);
    }
  });

  it("stays right where it gives up on the shortest way", () => {
    const a = Array.from({ length: 2000 }, (_, index) => `a${index}`);
    const b = Array.from({ length: 2000 }, (_, index) => `b${index}`);
    expect(apply(a, b)).toEqual(b);
  });
});
