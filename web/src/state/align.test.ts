import { expect, it } from "vitest";

import { alignConfig, alignLines } from "./align.ts";

const OUTPUT = `---
kind: ConfigMap
data:
  config.toml: |
    concurrent = 4

    [[runners]]
      name = "a"
  other: x
`;

it("finds the lines of the file in the ConfigMap", () => {
  const config = 'concurrent = 4\n\n[[runners]]\n  name = "a"\n  token = "from the Secret"\n';
  expect(alignConfig(config, OUTPUT)).toEqual([5, null, 7, 8, null, null]);
});

it("finds nothing where there is no file", () => {
  expect(alignConfig("a = 1", "kind: Secret\n")).toEqual([null]);
});

it("pairs equal lines, and lines in the place of others", () => {
  expect(alignLines("a\nsecret\nb\nc", "a\n(masked)\nb\nx\nc")).toEqual([1, 2, 3, 5]);
  expect(alignLines("a\nb\nc\nd", "a\nx\nd")).toEqual([1, null, null, 3]);
});
