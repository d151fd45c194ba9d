import { readFileSync, readdirSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { classify, FILE_LIMIT, SIZE_LIMIT, type GivenFile } from "./classify.ts";

const root = new URL("../../../", import.meta.url);
const file = (path: string, content: string | Uint8Array): GivenFile => ({
  path,
  data: typeof content === "string" ? new TextEncoder().encode(content) : content,
});
const kind = (...files: GivenFile[]) => {
  const given = classify(files);
  return given.kind === "refused" ? given.reason : given.kind;
};

test("examples and values of the official chart are values", () => {
  for (const folder of ["examples", "tests/import/official", "chart/ci"]) {
    for (const name of readdirSync(new URL(folder, root))) {
      expect(kind(file(name, readFileSync(new URL(`${folder}/${name}`, root)))), name).toBe("values");
    }
  }
  expect(kind(file("x", ""))).toBe("values");
  expect(kind(file("values.yaml", 'runners:\n  config: |\n    [[runners]]\n      image = "x"\n'))).toBe("values");
});

test("manifests and config.toml are for import", () => {
  const manifests = readdirSync(new URL("tests/guide/manifests", root)).map((name) =>
    file(name, readFileSync(new URL(`tests/guide/manifests/${name}`, root))),
  );
  expect(classify(manifests)).toMatchObject({ kind: "import", files: { length: 4 } });
  for (const manifest of manifests) expect(kind(manifest)).toBe("import");
  expect(kind(file("config.toml", ""))).toBe("import");
  expect(kind(file("pasted", 'concurrent = 4\n\n[[runners]]\n  name = "x"\n'))).toBe("import");
  expect(kind(file("x.json", '{ "kind": "ConfigMap", "apiVersion": "v1" }'))).toBe("import");
  expect(kind(file("m/a.yaml", "a: 1"), file("m/b.yaml", "b: 1"), file("m/README.md", "hello"))).toBe("import");
});

test("a folder with a Chart.yaml is a chart, with the charts below it", () => {
  const given = classify([
    file("my/deep/Chart.yaml", "name: x"),
    file("my/deep/templates/a.yaml", "kind: A\napiVersion: v1"),
    file("my/deep/charts/inner/Chart.yaml", "name: y"),
    file("my/deep/.git/config", "[core]"),
    file("my/README.md", "hi"),
  ]);
  expect(given).toMatchObject({ kind: "folder", name: "deep" });
  expect(given.kind === "folder" && given.files.map(([path]) => path)).toEqual([
    "Chart.yaml",
    "templates/a.yaml",
    "charts/inner/Chart.yaml",
  ]);
  expect(kind(file("a/Chart.yaml", ""), file("b/Chart.yaml", ""))).toBe("several-charts");
  expect(classify([file("Chart.yaml", "name: x")])).toMatchObject({ kind: "folder", name: "chart" });
});

test("what gzip packed is an archive, whatever it is called", () => {
  expect(classify([file("down/x.bin", gzipSync("x"))])).toMatchObject({ kind: "archive", name: "x.bin" });
});

test("everything else is refused with its reason", () => {
  expect(kind()).toBe("nothing");
  expect(kind(file("x.png", new Uint8Array([0x89, 0x50, 0xff])))).toBe("not-text");
  expect(kind(file("x", "a\u0000b"))).toBe("not-text");
  expect(kind(file("x", new Uint8Array(SIZE_LIMIT + 1)))).toBe("too-large");
  expect(kind(file("x.yaml", "#".repeat(5_000_000)))).toBe("too-large");
  expect(kind(...Array.from({ length: FILE_LIMIT + 1 }, (_, at) => file(`f/${at}.yaml`, "a: 1")))).toBe("too-many");
  expect(kind(file("f/a.md", "x"), file("f/b.md", "x"))).toBe("unknown");
});
