// What the native command says of a stack, the built package says too: the same keys, images, pods, files, differences.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import * as api from "runner-stack";

const root = join(import.meta.dirname, "../..");
const native = process.env.RUNNER_STACK ?? join(root, "target/release/runner-stack");
const folder = mkdtempSync(join(tmpdir(), "runner-stack-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const printed = (...args) =>
  execFileSync(native, args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], maxBuffer: 1 << 28 });

/** What a command prints that ends with 1 when it found something. */
function reported(...args) {
  try {
    return printed(...args);
  } catch (error) {
    assert.equal(error.status, 1, error.message);
    return error.stdout;
  }
}

const read = (path) => readFileSync(join(root, path), "utf8");
const values = (file) => [{ name: file, text: read(file) }];
/** As JSON has it: no `undefined`, no prototypes. */
const plain = (value) => JSON.parse(JSON.stringify(value));
const examples = readdirSync(join(root, "examples")).filter((name) => name.endsWith(".yaml"));

for (const key of ["", "runnerToken", "config", "cpu_limit", "config.runners[].cache.s3", "affinity.nodeAffinity"]) {
  for (const recursive of [false, true]) {
    test(`explain ${key}${recursive ? ", recursively" : ""}`, () => {
      const args = [...(key ? [key] : []), ...(recursive ? ["--recursive"] : []), "--format", "json"];
      assert.deepEqual(plain(api.explain(key, { recursive })), JSON.parse(printed("explain", ...args)));
    });
  }
}

test("explain offers the nearest name", () => {
  assert.throws(() => api.explain("config.runners[].kubernetes.memory_limt"), /memory_limit/);
});

for (const name of examples) {
  const file = `examples/${name}`;

  test(`images of ${file}`, () => {
    assert.deepEqual(plain(api.images(values(file))), JSON.parse(printed("images", "-f", file, "--format", "json")));
  });

  test(`source map of ${file}`, () => {
    const path = join(folder, `${name}.json`);
    const text = printed("render", "-f", file, "--source-map", path);
    const { lines } = JSON.parse(readFileSync(path, "utf8")).outputs[0];
    const found = api.sourceMap(values(file));
    assert.equal(found.lines.length, text.split("\n").length - 1);
    assert.deepEqual(plain(found.lines), lines);
  });

  test(`kit of ${file}`, () => {
    const target = join(folder, `kit-${name}`);
    printed("kit", "-f", file, "-o", target);
    const written = readdirSync(target, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(target.length + 1))
      .sort();
    const { files } = api.kit(values(file));
    assert.deepEqual(files.map(({ path }) => path).sort(), written);
    for (const { path, text } of files) assert.equal(text, readFileSync(join(target, path), "utf8"), path);
  });

  test(`diff of examples/minio.yaml and ${file}`, () => {
    const found = api.diff(values("examples/minio.yaml"), values(file));
    assert.deepEqual(plain(found), JSON.parse(reported("diff", "examples/minio.yaml", file, "--format", "json")));
  });

  test(`check of ${file}`, () => {
    const brief = ({ code, severity, message, line, column }) => [code, severity, message, line, column];
    const expected = JSON.parse(reported("check", file, "--format", "json")).map(brief);
    const found = api.checkFiles(values(file)).map(({ code, severity, message, range }) =>
      brief({ code, severity, message, ...range?.start }),
    );
    assert.deepEqual(found, expected);
  });
}

test("job of examples/minio.yaml", () => {
  const job = api.job(values("examples/minio.yaml"), { image: "golang:1.25", variables: { CI_DEBUG_TRACE: "true" } });
  const args = ["--image", "golang:1.25", "--variable", "CI_DEBUG_TRACE=true"];
  assert.equal(job.pod, printed("job", "-f", "examples/minio.yaml", ...args));
  assert.notEqual(job.notes.length, 0);
});

test("a job that no runner takes is refused", () => {
  assert.throws(() => api.job(values("examples/multi.yaml")), { name: "RunnerStackError", code: "refused" });
});

test("the guide's manifests are imported", () => {
  const manifests = readdirSync(join(root, "tests/guide"), { recursive: true })
    .filter((name) => /\.ya?ml$/.test(name) && /^(manifests|seed)\//.test(name))
    .sort()
    .map((name) => `tests/guide/${name}`);
  assert.notEqual(manifests.length, 0);
  const imported = api.importFiles(manifests.map((name) => ({ name, text: read(name) })));
  assert.equal(imported.values, printed("import", ...manifests));
  assert.ok(imported.diagnostics.some(({ message }) => message.includes("token")));
});

test("what cannot be imported is an error with its place", () => {
  assert.throws(() => api.importFiles([{ name: "a.toml", text: "concurrent = = 1\n" }]), (error) => {
    assert.ok(error instanceof api.RunnerStackError);
    assert.equal(error.diagnostics[0].file, "a.toml");
    assert.equal(error.diagnostics[0].range.start.line, 1);
    return true;
  });
});

for (const [text, replacement] of [
  ["config: { runners: [ { kubernetes: { memory_limt: 1Gi } } ] }", "memory_limit"],
  ["config: { log_level: debgu }", "debug"],
  ["config: { concurrent: '4' }", "4"],
  ["config: { session_server: { session_timeout: 1800, listen_address: 8093 } }", '"8093"'],
  ['runners:\n  config: |\n    log_level = "debgu"\n', '"debug"'],
  ["runners:\n  config: |\n    [[runners]]\n      [runners.kubernetes]\n        memory_limt = '1Gi'\n", "memory_limit"],
]) {
  test(`the finding about ${JSON.stringify(text)} goes with its replacement`, () => {
    const findings = (values) => api.checkFiles([{ name: "values.yaml", text: values }]);
    const found = findings(text).find(({ replacements }) => replacements.length > 0);
    assert.equal(found?.replacements[0], replacement);
    const { start, end } = found.range;
    const mended = text.slice(0, start.offset) + replacement + text.slice(end.offset);
    assert.ok(!findings(mended).some(({ code, path }) => code === found.code && path === found.path));
  });
}

test("a text in quotes gets no replacement that would need escapes", () => {
  const text = 'runners:\n  config: "log_level = \\"debgu\\"\\n"\n';
  const found = api.checkFiles([{ name: "values.yaml", text }]).find(({ code }) => code === "not-allowed");
  assert.deepEqual(found?.replacements, []);
});
