// What callers rely on besides the bytes.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import * as api from "runner-stack";

const { Chart, RunnerStackError, chart, check, config, presets, render, schema, starred, version } = api;
const root = join(import.meta.dirname, "../..");
const minio = readFileSync(join(root, "examples/minio.yaml"), "utf8");

function thrown(run) {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof RunnerStackError, `threw ${error}`);
    assert.ok(error instanceof Error);
    return error;
  }
  throw new assert.AssertionError({ message: "nothing was thrown" });
}

test("require and import give the same classes", () => {
  const required = createRequire(import.meta.url)("runner-stack");
  assert.equal(required.Chart, Chart);
  assert.equal(required.render(minio).text, render(minio).text);
});

test("init is there, and does nothing", async () => {
  await api.init();
  await api.init();
});

test("values are text, data, and lists of them", () => {
  const text = render("gitlabUrl: https://gitlab.example.com\nrunnerToken: glrt-EXAMPLE\n").text;
  assert.equal(render({ gitlabUrl: "https://gitlab.example.com", runnerToken: "glrt-EXAMPLE" }).text, text);
  assert.equal(render(["gitlabUrl: https://gitlab.example.com", { runnerToken: "glrt-EXAMPLE" }]).text, text);
  assert.equal(thrown(() => render(4)).code, "argument");
  assert.match(thrown(() => api.hover(minio, { line: 3 })).message, /; got an object$/);
  assert.match(thrown(() => api.hover(minio)).message, /; got undefined$/);
  assert.equal(thrown(() => render([() => {}])).code, "argument");
});

test("values that JSON would lose are refused by name", () => {
  const base = { gitlabUrl: "https://gitlab.example.com", runnerToken: "glrt-EXAMPLE" };
  const lost = [
    [{ ...base, replicas: Number.NaN }, "`replicas` is NaN"],
    [{ ...base, replicas: -Infinity }, "`replicas` is -Infinity"],
    [{ ...base, podLabels: new Map([["team", "ci"]]) }, "`podLabels` is a Map"],
    [{ ...base, imagePullSecrets: [new Set(["a"])] }, "`0` is a Set"],
    [{ ...base, fullnameOverride: () => "ci" }, "`fullnameOverride` is a Function"],
    [{ ...base, fullnameOverride: Symbol("ci") }, "`fullnameOverride` is a Symbol"],
    [{ ...base, fullnameOverride: /ci/ }, "`fullnameOverride` is a RegExp"],
    [new Map(Object.entries(base)), "it is a Map"],
  ];
  for (const [values, reason] of lost) {
    const error = thrown(() => render(values));
    assert.equal(error.code, "argument");
    assert.equal(error.message, `the values cannot be written as JSON: ${reason}`);
  }
  class Values {
    gitlabUrl = base.gitlabUrl;
    runnerToken = new String(base.runnerToken);
    replicas = undefined;
  }
  const kept = [new Values(), Object.assign(Object.create(null), base), { toJSON: () => base }];
  for (const values of kept) assert.equal(render(values).text, render(base).text);
});

test("diagnostics count UTF-16 code units", () => {
  const text = "# 𝒳 é\nconfig:\n  # 𝒳\n  concurent: 4\n";
  const [found] = check([{ name: "mine.yaml", text }]);
  assert.equal(found.code, "unknown-key");
  assert.equal(found.file, "mine.yaml");
  assert.equal(text.slice(found.range.start.offset, found.range.end.offset), "concurent");
  assert.deepEqual([found.range.start.line, found.range.start.column], [4, 3]);
  const error = thrown(() => render(text));
  assert.equal(error.code, "values");
  assert.deepEqual(error.diagnostics.find(({ code }) => code === "unknown-key").range.start, {
    offset: text.indexOf("concurent"),
    line: 4,
    column: 3,
  });
});

test("config gives each runner", () => {
  const { text, runners } = config(readFileSync(join(root, "examples/multi.yaml"), "utf8"));
  assert.equal(runners.length, text.split("[[runners]]").length - 1);
  for (const runner of runners) assert.ok(text.includes(runner.text));
});

test("the emitted chart renders to the same manifests", () => {
  const emitted = chart(minio, { name: "mine", version: "1.2.3" });
  assert.equal(emitted.name, "mine");
  const files = Object.fromEntries(emitted.files.map(({ path, text }) => [path, text]));
  const options = { name: "team-a" };
  const fromFiles = Chart.fromFiles(files).render(undefined, options);
  const fromArchive = Chart.fromArchive(emitted.archive).render(null, options);
  assert.equal(fromFiles.text, fromArchive.text);
  assert.ok(fromFiles.manifests.some(({ kind }) => kind === "Deployment"));
  assert.equal(Chart.fromArchive(emitted.archive).metadata.version, "1.2.3");
});

test("a chart cannot have any name or version", () => {
  for (const options of [{ name: "../x" }, { name: "" }, { version: "x/../../y" }, { appVersion: "" }]) {
    assert.throws(() => chart(minio, options), { code: "argument", message: /^the chart's .* expected / });
  }
});

test("credentials are starred out", () => {
  assert.equal(starred("token = \"glrt-EXAMPLE\" # é"), "token = \"************\" # é");
});

test("schema, presets and version", () => {
  assert.deepEqual(schema(), JSON.parse(readFileSync(join(root, "chart/values.schema.json"), "utf8")));
  assert.equal(presets().find(({ name }) => name === "minio").text, minio);
  assert.equal(version(), JSON.parse(readFileSync(join(root, "pkg/package.json"), "utf8")).version);
});

test("the error of a template has its place and the way to it", () => {
  const broken = Chart.fromFiles(
    new Map([
      ["Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"],
      ["templates/a.yaml", "é: 1\nb: {{ fail \"no\" }}\n"],
    ]),
  );
  const error = thrown(() => broken.render());
  assert.equal(error.code, "fail");
  assert.equal(error.reason, "no");
  assert.equal(error.diagnostics[0].file, "c/templates/a.yaml");
  assert.equal(error.diagnostics[0].range.start.line, 2);
});

test("readFile serves setFile, and its errors become ours", () => {
  const options = { setFile: ["preEntrypointScript=a.sh"], readFile: () => "echo é\n" };
  assert.match(render(minio, options).text, /echo é/);
  const failing = () => {
    throw new Error("no such file");
  };
  assert.match(thrown(() => render(minio, { ...options, readFile: failing })).message, /no such file/);
  assert.equal(thrown(() => render(minio, { setFile: ["preEntrypointScript=a.sh"] })).code, "argument");
});

test("after a stack overflow the next calls work, loaded charts included", () => {
  const files = (text) => ({ "Chart.yaml": "apiVersion: v2\nname: c\nversion: 0.1.0\n", "templates/a.yaml": text });
  const healthy = Chart.fromFiles(files("a: 1\n"));
  const before = render(minio).text;
  const endless = Chart.fromFiles(files('{{ define "loop" }}{{ include "loop" . }}{{ end }}{{ include "loop" . }}'));
  assert.ok(["limit", "execution"].includes(thrown(() => endless.render()).code));
  assert.equal(healthy.render().text, "---\n# Source: c/templates/a.yaml\na: 1\n");
  assert.equal(thrown(() => render("[".repeat(100_000))).name, "RunnerStackError");
  assert.equal(render(minio).text, before);
});
