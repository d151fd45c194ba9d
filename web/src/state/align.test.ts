import { expect, it } from "vitest";

import { alignConfig } from "./align.ts";

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
