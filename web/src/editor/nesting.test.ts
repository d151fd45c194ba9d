import { ensureSyntaxTree } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { expect, it } from "vitest";

import { boundedYaml, isTooDeep } from "./nesting.ts";

it.each([
  ["a: { b: [1, [2]] }\n", false],
  ["[]".repeat(5000), false],
  ["}".repeat(5000), false],
  ["[".repeat(5000), true],
  ["{a: ".repeat(300), true],
])("knows what nests too deeply (%#)", (text, wanted) => {
  expect(isTooDeep(text)).toBe(wanted);
});

it("parses a text again as soon as it nests less deeply", () => {
  const parsed = (of: EditorState) => ensureSyntaxTree(of, of.doc.length, 60_000)?.topNode.firstChild?.name;
  const text = (of: EditorState, insert: string) =>
    of.update({ changes: { from: 0, to: of.doc.length, insert } }).state;
  const plain = EditorState.create({ doc: "a: [1]\n", extensions: boundedYaml });
  expect(parsed(plain)).toBe("Document");
  const deep = text(plain, `a: ${"[".repeat(20_000)}`);
  expect(parsed(deep)).toBe(undefined);
  expect(parsed(text(deep, "a: [1]\n"))).toBe("Document");
  const opened = EditorState.create({ doc: deep.doc, extensions: boundedYaml });
  expect(parsed(opened)).toBe(undefined);
  expect(parsed(text(opened, "a: [1]\n"))).toBe("Document");
});
