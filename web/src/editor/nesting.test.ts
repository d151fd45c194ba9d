import { expect, it } from "vitest";

import { isTooDeep } from "./nesting.ts";

it.each([
  ["a: { b: [1, [2]] }\n", false],
  ["[]".repeat(5000), false],
  ["}".repeat(5000), false],
  ["[".repeat(5000), true],
  ["{a: ".repeat(300), true],
])("knows what nests too deeply (%#)", (text, wanted) => {
  expect(isTooDeep(text)).toBe(wanted);
});
