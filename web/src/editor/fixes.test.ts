import { expect, it } from "vitest";

import { replacements } from "./fixes.ts";

it.each([
  ["did you mean `memory_limit`?", ["memory_limit"]],
  ["did you mean `cpu_limit` or `cpu_request`?", ["cpu_limit", "cpu_request"]],
  ['did you mean "if-not-present"?', ["if-not-present"]],
  ["did you mean `a`? `b` belongs to `c`", ["a"]],
  ['add the unit: "900s" for seconds', []],
  [undefined, []],
])("%j offers %j", (help, wanted) => {
  expect(replacements(help === undefined ? {} : { help })).toEqual(wanted);
});
