// The same cases in headless Chromium: without a bundler, under a strict Content-Security-Policy, in the page and in a
// worker. The page sends its answer to the server that it came from, so that nothing has to drive the browser.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { parse } from "./helm-case.js";
import { cases as helm, isSlow, skipped } from "./helm-cases.mjs";
import { cases as stack } from "./stack-cases.mjs";

const root = join(import.meta.dirname, "..");
const types = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm", ".json": "application/json" };
const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'";
const cases = JSON.stringify({
  stack,
  helm: helm.filter(({ name, text }) => !skipped.has(name) && !isSlow(name) && !parse(text).isForTheCommand),
});

function serve(answered) {
  return createServer((request, response) => {
    const path = normalize(new URL(request.url, "http://localhost").pathname);
    if (path === "/answer") {
      const chunks = [];
      request.on("data", (chunk) => chunks.push(chunk));
      request.on("end", () => {
        response.end();
        answered(JSON.parse(Buffer.concat(chunks).toString()));
      });
      return;
    }
    try {
      const body = path === "/cases.json" ? cases : readFileSync(join(root, path));
      response.writeHead(200, { "content-type": types[extname(path)] ?? "text/plain", "content-security-policy": policy });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
}

/** Removes a folder that something may still write to. Node lists it once, and its own retries do not see what is new. */
async function removed(folder) {
  for (let round = 1; ; round += 1) {
    try {
      return rmSync(folder, { recursive: true, force: true });
    } catch (error) {
      if (round === 40) throw error;
      await delay(250);
    }
  }
}

test("Chromium gives the same bytes, in the page and in a worker", { timeout: 300_000 }, async () => {
  let answered;
  const answer = new Promise((resolve) => (answered = resolve));
  const server = serve(answered);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const profile = mkdtempSync(join(tmpdir(), "runner-stack-browser-"));
  const address = `http://127.0.0.1:${server.address().port}/test/browser/page.html`;
  const flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", `--user-data-dir=${profile}`];
  const browser = spawn(process.env.CHROMIUM ?? "chromium", [...flags, address], { stdio: "ignore" });
  const gone = new Promise((resolve) => browser.once("close", resolve));
  const ended = new Promise((_, reject) => {
    browser.on("error", reject);
    browser.on("exit", (code) => reject(new Error(`the browser ended with ${code} before it answered`)));
  });
  try {
    const result = await Promise.race([answer, ended]);
    assert.equal(result.error, undefined);
    assert.deepEqual(result.wrong, []);
    assert.equal(result.page.count, JSON.parse(cases).stack.length + JSON.parse(cases).helm.length);
    assert.equal(result.worker.count, stack.length);
  } finally {
    ended.catch(() => {});
    // A browser that may end by itself takes its own processes along, which write into the profile until then.
    if (browser.kill("SIGTERM")) await gone;
    server.closeAllConnections();
    server.close();
    await removed(profile);
  }
});
