import { expect, it } from "vitest";

import { placeAt, spanAt, steps } from "./position.ts";

const TEXT = `gitlabUrl: https://gitlab.example.com
config:
  concurrent: 4 # jobs

  runners:
    - name: a
      kubernetes:
        image: alpine
    - name: b
      tokenFrom: { secretName: s, key: k }
resources: {}
`;

it.each([
  ["gitlab.example", "gitlabUrl"],
  ["concurrent", "config.concurrent"],
  ["# jobs", "config.concurrent"],
  ["name: a", "config.runners[0].name"],
  ["image", "config.runners[0].kubernetes.image"],
  ["alpine", "config.runners[0].kubernetes.image"],
  ["name: b", "config.runners[1].name"],
  ["k }", "config.runners[1].tokenFrom.key"],
  ["resources", "resources"],
])("knows the path at %j", (words, path) => {
  expect(placeAt(TEXT, TEXT.indexOf(words))?.path).toBe(path);
});

it("knows no path where there are no values", () => {
  expect(placeAt("# nothing\n", 3)).toBeNull();
  expect(placeAt("", 0)).toBeNull();
});

it.each([
  ["gitlabUrl", "gitlabUrl: https://gitlab.example.com"],
  ["config.concurrent", "concurrent: 4"],
  ["config.runners[0].kubernetes", "kubernetes:\n        image: alpine"],
  ["config.runners[1].tokenFrom.secretName", "secretName: s"],
  ["config.runners[1]", "name: b\n      tokenFrom: { secretName: s, key: k }"],
])("finds %s in the text", (path, words) => {
  const span = spanAt(TEXT, path);
  expect(span === null ? null : TEXT.slice(span.from, span.to)).toBe(words);
});

it.each(["nothing", "config.runners[7].name", "gitlabUrl.below"])("does not find %s", (path) => {
  expect(spanAt(TEXT, path)).toBeNull();
});

it("takes paths apart", () => {
  expect(steps('a.b[0].c\\.d["e.f"]')).toEqual(["a", "b", "0", "c.d", "e.f"]);
});

it("says nothing wrong about texts with mistakes", () => {
  expect(placeAt("a: [1, 2\nb: {", 4)?.path).toBeDefined();
  expect(spanAt("a: [1, 2\nb: {", "c")).toBeNull();
});
