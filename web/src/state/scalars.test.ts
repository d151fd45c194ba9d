import { expect, it } from "vitest";

import { scalarsOf } from "./scalars.ts";

it("finds every single value, and what may stand there instead", () => {
  const text = 'a: 1\nb:\n  - name: "x"\n    on: true\nc: 100m # why\nd: {}\ne:\nf: |\n  text\n';
  const found = scalarsOf(text).map(({ path, from, to, others }) => [path, text.slice(from, to), others[0]]);
  expect(found).toEqual([
    ["a", "1", "2"],
    ["b[0].name", '"x"', '"xx"'],
    ["b[0].true", "true", "false"],
    ["c", "100m", '"101m"'],
    ["f", "|\n  text\n", "|\n  textx\n"],
  ]);
});
