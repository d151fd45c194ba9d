// `npx runner-stack` and the native command, run with the same arguments in the same folders: the same standard output,
// standard error, exit code and files. The inputs are the cases of the native command, examples and chart values.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import fs, { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { after, describe, test } from "node:test";
import { COMMANDS } from "../src/command/usage.mjs";

const root = join(import.meta.dirname, "../..");
const native = process.env.RUNNER_STACK ?? join(root, "target/release/runner-stack");
const ours = join(root, "pkg/src/command/main.mjs");
const scratch = mkdtempSync(join(tmpdir(), "runner-stack-"));
after(() => rmSync(scratch, { recursive: true, force: true }));

/** Runs the native command; what it printed, and how it ended. */
function runNative(args, { cwd = root, stdin = "", env = {} } = {}) {
  const { stdout, stderr, status } = spawnSync(native, args, { cwd, input: stdin, env: { ...clean, ...env }, encoding: "utf8", maxBuffer: 1 << 28 });
  return { code: status, stdout, stderr };
}

let runs = 0;

/** Runs ours in this process, which saves starting Node hundreds of times: the module is evaluated anew. */
async function runOurs(args, { cwd = root, stdin = "", env = {} } = {}) {
  const printed = { 1: [], 2: [] };
  let input = Buffer.from(stdin);
  const { argv, exitCode } = process;
  const before = { cwd: process.cwd(), env: { ...process.env } };
  const { writeSync, readSync, fstatSync } = fs;
  fs.writeSync = (descriptor, bytes, at) => {
    if (!(descriptor in printed)) return writeSync(descriptor, bytes, at);
    printed[descriptor].push(Buffer.from(bytes.subarray(at)));
    return bytes.length - at;
  };
  fs.readSync = (descriptor, chunk) => {
    if (descriptor !== 0) return readSync(descriptor, chunk);
    const length = input.copy(chunk);
    input = input.subarray(length);
    return length;
  };
  fs.fstatSync = (descriptor) => (descriptor === 0 ? { isDirectory: () => false } : fstatSync(descriptor));
  syncBuiltinESMExports();
  setEnvironment({ ...clean, ...env });
  process.chdir(cwd);
  process.argv = [process.execPath, ours, ...args];
  process.exitCode = undefined;
  try {
    runs += 1;
    await import(`${ours}?${runs}`);
    const text = (descriptor) => Buffer.concat(printed[descriptor]).toString();
    return { code: process.exitCode ?? 0, stdout: text(1), stderr: text(2) };
  } finally {
    Object.assign(fs, { writeSync, readSync, fstatSync });
    syncBuiltinESMExports();
    setEnvironment(before.env);
    process.chdir(before.cwd);
    Object.assign(process, { argv, exitCode });
  }
}

function setEnvironment(wanted) {
  for (const name of Object.keys(process.env)) if (!(name in wanted)) delete process.env[name];
  Object.assign(process.env, wanted);
}

const BOTH = { native: runNative, ours: runOurs };

const inputs = ["examples", "chart/ci"].flatMap((folder) =>
  readdirSync(join(root, folder)).filter((name) => name.endsWith(".yaml")).map((name) => `${folder}/${name}`),
);

/** What a case is run in: nothing of this machine's Helm. */
const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(HELM|KUBE)|^NO_COLOR$/.test(name)));
clean.HOME = scratch;

async function same(args, options) {
  assert.deepEqual(await runOurs(args, options), runNative(args, options));
}

describe("examples and chart values", () => {
  for (const file of inputs) test(`render ${file}`, () => same(["render", "-f", file]));
  for (const file of inputs.filter((file) => file.startsWith("examples/"))) {
    test(`config ${file}`, () => same(["config", "team-a", "-n", "ci", "--mask-secrets", "-f", file]));
  }
  for (const format of ["human", "short", "json", "sarif", "gitlab"]) {
    test(`check, as ${format}`, () => same(["check", "examples", "chart/ci", "tests/guide", "--format", format]));
  }
});

for (const args of [
  "check --explain bare-duration",
  "check --explain bare-duratoin",
  "check --explain nothing-like-it",
  "check --list",
  "check examples/minio.yaml --allow unknown-kye",
  "check examples/minio.yaml --allow pod-security,bare-duration",
  "check examples/minio.yaml --deny warnings",
  "check examples/minio.yaml --runner-version soon",
  "check tests/guide --runner-version 17.0",
  "check tests/nowhere",
  "check docs",
  "check -",
  "render examples",
  "render -f examples",
  "render -f examples/minio.yaml,examples/multi.yaml",
  "render -f examples/minio.yaml --set a.b=1 --set-string c=2 --set-json d=3 --set-literal e=4",
  "render -f examples/minio.yaml --set config.concurrent=x --set config.log_level=debgu",
  "render -f examples/minio.yaml --set-file preEntrypointScript=tests/nowhere",
  "render -f examples/minio.yaml --kube-version soon",
  "render -f examples/minio.yaml --show-only templates/role.yaml --show-only templates/nowhere.yaml",
  "render -f examples/minio.yaml --notes -n ci",
  "config -f examples/minio.yaml --set config.runners=null",
]) {
  test(args, () => same(args.split(" ")));
}

/** What a terminal draws in its own ways, and lines that do not fit. */
const DRAWN = {
  "wide characters": "config:\n  \"漢字 한글 🎉\": { concurent: 1 }\n",
  "marks that take no room": "config: { \"e\u0301a\u200db\": 1, concurent: 2 }\n",
  "control characters": "config: { \"\\e\": 1, concurent:\t2 } # \u0085\n",
  "the start of a long line": `config: { concurent: 1, log_level: info, check_interval: ${"3".repeat(200)} }\n`,
  "the middle of a long line": `config: { log_level: ${" ".repeat(150)}debgu, runners: [ ${"{ name: a }, ".repeat(20)} ] }\n`,
  "the end of a long line": `config: { runners: [ ${"{ name: a }, ".repeat(30)} ], log_level: debgu }\n`,
  "far to the right": `config:\n${" ".repeat(60)}log_level: debgu # ${"long ".repeat(40)}\n`,
  "a long word": `config: { log_level: ${"x".repeat(300)} }\n`,
  "line ends of Windows": "config:\r\n  concurent: 1\r\n",
  "many lines": `${"# a line\n".repeat(998)}config:\n  concurent: 1\n`,
  "no line end": "config: { concurent: 1 }",
  "an empty text": "",
  "what does not parse": "config:\n\tconcurrent: 1\n",
};

for (const [name, stdin] of Object.entries(DRAWN)) {
  test(`a finding with ${name}`, async () => {
    await same(["render", "-f", "-"], { stdin });
    await same(["check", "-"], { stdin });
  });
}

test("reports link to the pages of the rules", { skip: !runNative(["check", "--help"]).stdout.includes("--rules-url") }, async () => {
  for (const format of ["human", "short", "json", "sarif", "gitlab"]) {
    await same(["check", "tests/guide", "--rules-url", "https://example.com/rules", "--format", format]);
    await same(["check", "tests/guide", "--format", format], { env: { RUNNER_STACK_RULES_URL: "https://example.com/rules/" } });
  }
});

/** The sections of a case file. */
function sections(path) {
  const parts = readFileSync(path, "utf8").split(/^-- (.*) --[^\S\n]*\n/m).slice(1);
  return parts.flatMap((name, index) => (index % 2 === 0 ? [[name, parts[index + 1]]] : []));
}

/** A folder with the files of a case. Each command gets a copy of it: archives made twice hold the times of two seconds. */
function prepared(name, parts, charts) {
  const folder = join(scratch, "given", name);
  mkdirSync(folder, { recursive: true });
  if (charts !== undefined) cpSync(charts, folder, { recursive: true });
  for (const [section, body] of parts) {
    const [, kind, path] = /^(file|program) (.*)$/.exec(section) ?? [];
    if (kind === undefined) continue;
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, body);
    if (kind === "program") chmodSync(target, 0o755);
  }
  const packages = parts.find(([section]) => section === "package")?.[1] ?? "";
  for (const name of packages.split("\n").filter(Boolean)) execFileSync("tar", ["-czf", `${name}.tgz`, name], { cwd: folder });
  return folder;
}

function filesOf(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  return paths.sort().map((path) => [relative(folder, path), readFileSync(path, "utf8")]);
}

/** The words of a line as a shell takes them. */
function words(line) {
  return (line.match(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g) ?? []).map((word) => word.replace(/'([^']*)'|"([^"]*)"/g, (_, one, other) => one ?? other));
}

/** Cases that differ on purpose, and why. */
const different = new Map([
  ["input/unknown-flag.txt", "the native command's parser words it in its own way"],
  ["errors/deep.txt", "JavaScript's stack holds less"],
  ["errors/deep-debug.txt", "JavaScript's stack holds less"],
]);

/** The options that only the native command has. */
const isNative = (args) =>
  args.some((arg) => COMMANDS[args[0]].native?.includes(/^--([^=]*)/.exec(arg)?.[1]) || /^--dry-run=(server|none|false)$/.test(arg));

for (const [cases, charts] of [
  ["tests/command", undefined],
  ["tests/template/cases", join(root, "tests/template/charts")],
]) {
  describe(`cases below ${cases}`, () => {
    for (const name of readdirSync(join(root, cases), { recursive: true }).filter((name) => name.endsWith(".txt")).sort()) {
      const parts = sections(join(root, cases, name));
      const body = (wanted) => parts.find(([section]) => section === wanted)?.[1];
      const lines = (body("run") ?? "").split("\n").filter((line) => line.trim() !== "");
      const runs = lines.map((line) => (charts === undefined ? line.trim().split(/\s+/) : words(line)));
      if (!runs.every(([command]) => command in COMMANDS) || different.has(name)) continue;
      test(name, async () => {
        const env = Object.fromEntries((body("env") ?? "").split("\n").filter(Boolean).map((line) => line.split(/=(.*)/s)));
        const results = {};
        const given = prepared(name, parts, charts);
        for (const which of Object.keys(BOTH)) {
          const cwd = join(scratch, which, name);
          cpSync(given, cwd, { recursive: true });
          const outputs = [];
          for (const args of runs) {
            const output = await BOTH[which](args, { cwd, stdin: body("stdin") ?? "", env });
            const shown = Object.entries(output).map(([key, text]) => [key, typeof text === "string" ? text.replaceAll(cwd, "{here}") : text]);
            outputs.push(Object.fromEntries(shown));
          }
          results[which] = { outputs, files: filesOf(cwd) };
        }
        if (runs.some(isNative)) {
          const refused = results.ours.outputs.find(({ code }) => code === 2);
          assert.match(refused?.stderr ?? "", /^error: --?[a-z-]+(=\w+)? is an option of the native runner-stack alone/);
          return;
        }
        assert.deepEqual(results.ours, results.native);
      });
    }
  });
}

describe("as a process", () => {
  const example = join(root, "examples/minio.yaml");
  const shell = (line) => spawnSync("sh", ["-c", line], { cwd: root, encoding: "utf8", env: { ...clean, NATIVE: native, NODE: process.execPath, OURS: ours } });
  const commands = { native: '"$NATIVE"', ours: '"$NODE" "$OURS"' };

  test("it ends well when nobody reads on", () => {
    for (const command of Object.values(commands)) {
      const { stdout, stderr } = shell(`{ ${command} render -f ${example}; echo "ended with $?" >&2; } | true`);
      assert.deepEqual([stdout, stderr], ["", "ended with 0\n"]);
    }
  });

  test("values come from standard input", () => {
    const [wanted, found] = Object.values(commands).map((command) => shell(`${command} config -f - < ${example}`));
    assert.deepEqual([found.status, found.stdout, found.stderr], [0, wanted.stdout, ""]);
  });

  // `script` of util-linux and of BSD take a command in different ways.
  const inTerminal = (line) => shell(`script -qec '${line}' /dev/null < /dev/null`).stdout;
  for (const [name, args] of [
    ["a terminal sees no secret", `render -f ${example}`],
    ["a terminal sees no secret in config.toml", `config -f ${example}`],
    ["a terminal sees secrets when asked to", `render --show-secrets -f ${example}`],
    ["a terminal gets colours", "check tests/guide"],
    ["a terminal gets colours for mistakes in values", `render -f ${example} --set a.b=1`],
  ]) {
    test(name, { skip: process.platform !== "linux" }, () => {
      const [wanted, found] = Object.values(commands).map((command) => inTerminal(`${command} ${args}`));
      assert.notEqual(wanted, "");
      assert.equal(found, wanted);
    });
  }

  test("help and version are answers, and what only the native command has is said so", () => {
    const help = shell(`${commands.ours} --help`);
    assert.deepEqual([help.status, help.stderr], [0, ""]);
    for (const name of Object.keys(COMMANDS)) assert.match(help.stdout, new RegExp(`^  ${name} `, "m"));
    assert.equal(shell(`${commands.ours} --version`).stdout, shell(`${commands.native} --version`).stdout);
    const refused = shell(`${commands.ours} diff a b`);
    assert.deepEqual([refused.status, refused.stdout], [2, ""]);
    assert.match(refused.stderr, /`diff` is a command of the native runner-stack alone/);
  });
});

test("each option of the native command is one here, or is refused by name", () => {
  for (const [name, { options, native: refused = [] }] of Object.entries(COMMANDS)) {
    const { stdout } = runNative([name, "--help"]);
    const flags = [...stdout.matchAll(/^ +(?:-\w, )?--([a-z-]+)/gm)].map(([, flag]) => flag).filter((flag) => flag !== "help");
    assert.notDeepEqual(flags, []);
    assert.deepEqual(flags.filter((flag) => !(flag in options) && !refused.includes(flag)), [], name);
  }
});
