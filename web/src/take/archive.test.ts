import { unzipSync } from "fflate";
import { expect, test } from "vitest";
import type { Manifest } from "runner-stack";
import { fileName, manifestFiles, safePath, zip } from "./archive.ts";

const manifest = (source: string, text: string, hook?: Manifest["hook"]): Manifest => ({
  name: "x",
  kind: "ConfigMap",
  apiVersion: "v1",
  source,
  text,
  ...(hook === undefined ? {} : { hook }),
});

test("documents of one template share a file, hooks come last", () => {
  const hook = { events: ["test" as const], weight: 0, deletePolicies: [] };
  expect(
    manifestFiles([
      manifest("c/templates/a.yaml", "a: 1"),
      manifest("c/templates/b.yaml", "h: 1", hook),
      manifest("c/templates/b.yaml", "b: 1"),
      manifest("c/templates/a.yaml", "a: 2"),
    ]),
  ).toEqual([
    {
      path: "c/templates/a.yaml",
      content: "---\n# Source: c/templates/a.yaml\na: 1\n---\n# Source: c/templates/a.yaml\na: 2\n",
    },
    {
      path: "c/templates/b.yaml",
      content: "---\n# Source: c/templates/b.yaml\nb: 1\n---\n# Source: c/templates/b.yaml\nh: 1\n",
    },
  ]);
});

test("an archive unpacks to the same files", async () => {
  const files = unzipSync(
    await zip(
      [
        { path: "a/ü.yaml", content: "汉字\n" },
        { path: "b.tgz", content: new Uint8Array([0, 255]) },
        { path: "run.sh", content: "#!/bin/sh\n", executable: true },
      ],
      new Date(2026, 0, 1),
    ),
  );
  expect(Object.keys(files).sort()).toEqual(["a/ü.yaml", "b.tgz", "run.sh"]);
  expect(new TextDecoder().decode(files["a/ü.yaml"])).toBe("汉字\n");
  expect([...(files["b.tgz"] ?? [])]).toEqual([0, 255]);
});

test("no path leaves the folder", () => {
  expect(safePath("../../etc/passwd")).toBe("etc/passwd");
  expect(safePath("..\\..\\x")).toBe("x");
  expect(safePath("/a//b/./c")).toBe("a/b/c");
  expect(safePath("..")).toBe("_");
  expect(safePath("C:\u0000x")).toBe("C__x");
  expect(fileName("../a/b")).toBe("..-a-b");
});
