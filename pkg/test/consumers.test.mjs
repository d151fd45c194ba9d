// The packed package in fresh projects, as people use it: each renders examples/minio.yaml and is to give the bytes of
// the native command.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { example, pack, printed, project, root, shownAt, shownBy, tools } from "./consumers/harness.mjs";

const { chromium } = createRequire(join(tools, "x"))("playwright-core");
const native = process.env.RUNNER_STACK ?? join(root, "target/release/runner-stack");
const expected = execFileSync(native, ["render", "-f", example], { encoding: "utf8" });
const tool = (path) => join(tools, path);
/** A program for this machine: what is named after it only fetches or wraps it. */
const binary = (scope, path) => tool(join(scope, readdirSync(tool(scope))[0], path));

let tarball;
let browser;
before(async () => {
  tarball = await pack();
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
  });
});
after(() => browser?.close());

/** Each of the ways shows the stack. */
function assertShown(shown, ways) {
  assert.deepEqual(Object.keys(shown), ways);
  for (const way of ways) assert.equal(shown[way], expected, way);
}

test("Node", async () => {
  const folder = await project("node", tarball);
  assert.equal(await printed("node", ["import.mjs"], folder), expected);
  assert.equal(await printed("node", ["require.cjs"], folder), expected);
  assert.equal(await printed("npx", ["--offline", "--no-install", "runner-stack", "render", "-f", "public/values.yaml"], folder), expected);
  for (const platform of ["workerd", "edge-light", "browser"]) {
    assert.equal(await printed("node", [`--conditions=${platform}`, "given.mjs"], folder), expected, platform);
  }
});

// Without the types of a page or of Node the declarations stand for themselves; nothing in them is skipped.
const KINDS = {
  bundler: { module: "esnext", lib: ["es2022", "dom"], types: [], files: ["uses.ts", "wasm.ts"] },
  node16: { module: "node16", lib: ["es2022"], types: [], files: ["uses.ts", "uses.cts"] },
  nodenext: { module: "nodenext", lib: ["es2022"], types: ["node"], files: ["uses.ts", "uses.cts"] },
};

test("TypeScript", async () => {
  const folder = await project("types", tarball);
  const uses = readFileSync(join(folder, "uses.ts"), "utf8");
  writeFileSync(join(folder, "uses.cts"), uses);
  const declared = readFileSync(join(folder, "node_modules/runner-stack/dist/index.d.ts"), "utf8");
  const names = [...declared.matchAll(/^export (?:declare )?(?:class|function|interface|type) (\w+)/gm)].map(([, name]) => name);
  const words = new Set(uses.match(/\w+/g));
  assert.deepEqual(names.filter((name) => !words.has(name)), [], "uses.ts does not use them");
  for (const [moduleResolution, { files, ...options }] of Object.entries(KINDS)) {
    const compilerOptions = { ...options, moduleResolution, strict: true, exactOptionalPropertyTypes: true, noEmit: true };
    const path = join(folder, `tsconfig.${moduleResolution}.json`);
    writeFileSync(path, JSON.stringify({ compilerOptions, files }));
    assert.equal(await printed("node", [tool("typescript/bin/tsc"), "-p", path], folder), "", moduleResolution);
  }
});

test("publint and arethetypeswrong find nothing", async () => {
  await printed("node", [tool("publint/src/cli.js"), "run", tarball, "--strict"], root);
  await printed("node", [tool("@arethetypeswrong/cli/dist/index.js"), tarball, "--no-definitely-typed"], root);
});

test("Deno", async () => {
  const folder = await project("deno", tarball);
  const args = [tool("deno/bin.cjs"), "run", "--check", "--no-remote", "--allow-read", "main.ts"];
  assert.equal(await printed("node", args, folder), expected);
});

test("Bun", async () => {
  const folder = await project("bun", tarball);
  assert.equal(await printed(binary("@oven", "bin/bun"), ["main.ts"], folder), expected);
});

test("a worker of an edge platform, which gets a compiled module", async () => {
  const folder = await project("edge", tarball);
  await printed("node", ["build.mjs"], folder);
  const server = spawn(binary("@cloudflare", "bin/workerd"), ["serve", "config.capnp", "--control-fd=3"], {
    cwd: folder,
    stdio: ["ignore", "inherit", "inherit", "pipe"],
  });
  const gone = new Promise((_, reject) => server.on("exit", (code) => reject(new Error(`workerd ended with ${code}`))));
  gone.catch(() => {});
  try {
    const listens = new Promise((resolve) => {
      server.stdio[3].on("data", (line) => resolve(JSON.parse(line.toString().split("\n")[0])));
    });
    const { port } = await Promise.race([listens, gone]);
    const answer = fetch(`http://127.0.0.1:${port}/`, { method: "POST", body: readFileSync(example) });
    assert.equal(await (await Promise.race([answer, gone])).text(), expected);
  } finally {
    server.kill();
  }
});

test("a page without a bundler, a worker of it, and a second copy in it", async () => {
  const folder = await project("page", tarball, ["runner-stack", "runner-stack-again"]);
  const shown = await shownBy(browser, [folder, join(folder, "public")]);
  assertShown(shown, ["page", "second copy", "page, after the second copy", "worker"]);
});

test("Vite, built", async () => {
  const folder = await project("vite", tarball);
  await printed("node", ["build.mjs"], folder);
  assertShown(await shownBy(browser, [join(folder, "dist")]), ["page", "worker"]);
});

test("Vite, while developing", async () => {
  const folder = await project("vite", tarball);
  const server = spawn("node", ["build.mjs", "dev"], { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
  try {
    const address = await new Promise((resolve, reject) => {
      server.stdout.once("data", (line) => resolve(line.toString().trim()));
      server.once("exit", (code) => reject(new Error(`Vite ended with ${code}`)));
    });
    assertShown(await shownAt(browser, address), ["page", "worker"]);
  } finally {
    server.kill();
  }
});

for (const bundler of ["webpack", "esbuild"]) {
  test(bundler, async () => {
    const folder = await project(bundler, tarball);
    await printed("node", ["build.mjs"], folder);
    assertShown(await shownBy(browser, [join(folder, "public")]), ["page", "worker"]);
  });
}
