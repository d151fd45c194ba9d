import { parseDocument } from "yaml";
import { expect, test } from "vitest";
import { find, parse, remove, set, type Field, type Path } from "./edit.ts";

function parsed(text: string) {
  const result = parse(text);
  if (result === undefined) throw new Error("does not parse");
  return result;
}

const after = (text: string, path: Path, value: Field) => set(parsed(text), path, value);
const without = (text: string, path: Path) => remove(parsed(text), path);

const text = `# top
gitlabUrl: "https://a.example"   # where
config: # all
  concurrent: 4 # jobs
  runners:
    # first
    - name: one
      kubernetes:
        image: alpine # base

        # end of one

    - { name: two, kubernetes: { image: 'b' } }
metrics: {}
`;

test("a value is replaced in its quotes, with what stands around it", () => {
  expect(after(text, ["gitlabUrl"], "https://b.example")).toBe(text.replace("a.example", "b.example"));
  expect(after(text, ["config", "concurrent"], 12)).toBe(text.replace("concurrent: 4", "concurrent: 12"));
  expect(after(text, ["config", "runners", 1, "kubernetes", "image"], "c")).toBe(text.replace("'b'", "'c'"));
  expect(after(text, ["config", "runners", 0, "kubernetes", "image"], "a: b")).toBe(
    text.replace("image: alpine", 'image: "a: b"'),
  );
});

test("a new key goes behind the last one of its mapping", () => {
  expect(after(text, ["config", "runners", 0, "kubernetes", "privileged"], true)).toBe(
    text.replace("# base\n", "# base\n        privileged: true\n"),
  );
  expect(after(text, ["config", "runners", 0, "limit"], 3)).toBe(text.replace("# base\n", "# base\n      limit: 3\n"));
  expect(after(text, ["config", "runners", 1, "limit"], 3)).toBe(text.replace("'b' }", "'b' }, limit: 3"));
  expect(after(text, ["replicas"], 2)).toBe(`${text}replicas: 2\n`);
  expect(after("a: |\n  x\n", ["b", "c"], "1")).toBe('a: |\n  x\nb:\n  c: "1"\n');
  expect(after("a: 1", ["b"], 2)).toBe("a: 1\nb: 2\n");
});

test("a key with nothing behind it is filled", () => {
  expect(after(text, ["metrics", "enabled"], true)).toBe(text.replace("metrics: {}\n", "metrics:\n  enabled: true\n"));
  expect(after("a: # why\nb: 1\n", ["a", "c", "d"], 2)).toBe("a: # why\n  c:\n    d: 2\nb: 1\n");
  expect(after("a: {} # why\nb: 1\n", ["a", "c"], 2)).toBe("a: # why\n  c: 2\nb: 1\n");
  expect(after("a:\nb: 1\n", ["a"], "x")).toBe("a: x\nb: 1\n");
  expect(after("a: { b: {}, c: 1 }\n", ["a", "b", "d"], 2)).toBe("a: { b: { d: 2 }, c: 1 }\n");
});

test("a new item goes to the end of its list", () => {
  expect(after(text, ["config", "runners", 2, "name"], "three")).toBe(
    text.replace("metrics", "    - name: three\nmetrics"),
  );
  expect(after("runners: []\n", ["runners", 0, "name"], "x")).toBe("runners:\n  - name: x\n");
  expect(after("runners:\n- name: x\n", ["runners", 1, "name"], "z")).toBe("runners:\n- name: x\n- name: z\n");
  expect(after("a: [x]\n", ["a", 1], "z")).toBe("a: [x, z]\n");
});

test("an empty file takes a value, and keeps its comments", () => {
  expect(after("", ["a", "b"], 1)).toBe("a:\n  b: 1\n");
  expect(after("# why\n", ["a"], 1)).toBe("# why\na: 1\n");
  expect(after("{}\n", ["a"], 1)).toContain("a: 1\n");
});

test("texts stay texts", () => {
  for (const value of [
    "yes",
    "0755",
    "1e3",
    "null",
    "",
    " x",
    "x ",
    "- a",
    "#a",
    "a #b",
    "a:",
    "1:30",
    "~",
    "*a",
    "&a",
    "!x",
    "@x",
    "`x",
    "%x",
    "{x",
    "[x",
    "a, b",
    "x\ny",
    '"',
    "'",
    "-",
    "?",
    "? a",
    "|",
    ">",
    "<<",
    "---",
    "n",
    "0o7",
    "汉字",
    "a\tb",
    "\u0000",
    "=",
    "2021-01-01",
    ".5",
    "...",
  ]) {
    const written = after("a: x # c\nb: { c: x }\n", ["a"], value) ?? "";
    const twice = after(written, ["b", "c"], value) ?? "";
    expect(parseDocument(twice, { version: "1.1" }).toJS(), JSON.stringify(value)).toEqual({
      a: value,
      b: { c: value },
    });
    expect(twice).toContain(" # c");
  }
});

test("removing takes a key with its line and leaves the comments above", () => {
  expect(without(text, ["config", "concurrent"])).toBe(text.replace("  concurrent: 4 # jobs\n", ""));
  expect(without(text, ["config", "runners", 0, "name"])).toBe(
    text.replace("- name: one\n      kubernetes", "- kubernetes"),
  );
  expect(without(text, ["config", "runners", 1, "name"])).toBe(text.replace("name: two, ", ""));
  expect(without(text, ["config", "runners", 1, "kubernetes"])).toBe(text.replace(", kubernetes: { image: 'b' }", ""));
  expect(without(text, ["config", "runners", 0, "kubernetes", "image"])).toBe(text.replace("image: alpine", "{}"));
  expect(without(text, ["config", "runners", 1])).toBe(
    text.replace("    - { name: two, kubernetes: { image: 'b' } }\n", ""),
  );
  expect(without(text, ["nothing", "here"])).toBe(text);
});

test("every removal leaves YAML that lacks just that", () => {
  const all: Path[] = [
    ["gitlabUrl"],
    ["config"],
    ["config", "runners"],
    ["config", "runners", 0],
    ["config", "runners", 0, "kubernetes"],
    ["metrics"],
  ];
  for (const path of all) {
    const document = parseDocument(text);
    document.deleteIn(path);
    const result = parseDocument(without(text, path) ?? "");
    expect(result.errors).toEqual([]);
    expect(result.toJS(), path.join(".")).toEqual(document.toJS());
  }
});

test("aliases and broken files are left alone", () => {
  expect(after("a: &x { b: 1 }\nc: *x\n", ["c", "b"], 2)).toBeUndefined();
  expect(find(parsed("a: &x 1\nc: *x\n"), ["c"])).toEqual({ kind: "alias" });
  expect(after("a: { b: 1 }\n", ["a"], "x")).toBeUndefined();
  expect(parse("a: [")).toBeUndefined();
});

test("what stands there is found", () => {
  expect(find(parsed(text), ["config", "concurrent"])).toEqual({ kind: "scalar", value: 4 });
  expect(find(parsed(text), ["config", "runners"])).toEqual({ kind: "list", length: 2 });
  expect(find(parsed(text), ["config", "runners", 1])).toEqual({ kind: "map", keys: ["name", "kubernetes"] });
  expect(find(parsed(text), ["config", "runners", 5, "x"])).toEqual({ kind: "absent" });
});
