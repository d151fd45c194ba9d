import { expect, it } from "vitest";

import { firstState } from "./state.ts";
import { merged, readState } from "./storage.ts";

const first = firstState({ name: "minio", text: "a: 1\n" }, "en");
const stored = (text: string | null) => readState({ getItem: () => text }, first);

it("gives back what was stored", () => {
  const state = { ...first, values: "b: 2\n", view: "kit", theme: "dark", split: 30, pasted: { name: "x", text: "y" } };
  expect(stored(JSON.stringify(state))).toEqual(state);
});

it.each([null, "", "{", "[]", "3", '"x"'])("starts anew with %j", (text) => {
  expect(stored(text)).toEqual(first);
});

it("leaves out what has another type or meaning", () => {
  const foreign = {
    values: 3,
    view: "<img>",
    source: { kind: "chart", name: 1 },
    release: { name: "x" },
    split: 900,
    theme: null,
    wrap: "yes",
    other: true,
  };
  expect(merged(first, foreign)).toEqual(first);
});
