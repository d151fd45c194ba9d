// `cargo xtask bench npm`: the built package in Node and Chromium against its budgets.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join, normalize } from "node:path";
import * as api from "runner-stack";
import { measure, watchMemory } from "./measure.js";

const pkg = join(import.meta.dirname, "../..");
const example = join(pkg, "../examples/minio.yaml");
const { chromium } = createRequire(join(pkg, "test/consumers/x"))("playwright-core");

/** First calls, each in a process or page of its own; odd, so that the median is a measurement. */
const FRESH = 11;
const BUDGETS = { first: 30, warm: 1, growth: 0 };

const median = (times) => times.toSorted((one, other) => one - other)[times.length >> 1];

async function inNode() {
  const memory = watchMemory();
  const measured = measure(api, readFileSync(example, "utf8"), memory);
  const fresh = () => Number(execFileSync(process.execPath, [join(import.meta.dirname, "first.mjs"), example], { encoding: "utf8" }));
  return { ...measured, first: median(Array.from({ length: FRESH }, fresh)) };
}

async function inChromium() {
  const types = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url, "http://localhost").pathname);
    try {
      const body = readFileSync(path === "/values.yaml" ? example : join(pkg, path));
      response.writeHead(200, { "content-type": types[extname(path)] ?? "text/plain" }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "chromium", args: ["--no-sandbox", "--disable-gpu"] });
  try {
    const visit = async (hash) => {
      const page = await browser.newPage();
      await page.goto(`http://127.0.0.1:${server.address().port}/test/bench/page.html${hash}`);
      const handle = await page.waitForFunction(() => globalThis.result, undefined, { timeout: 0 });
      const result = await handle.jsonValue();
      await page.close();
      return result;
    };
    const measured = await visit("");
    const firsts = [];
    for (let count = 0; count < FRESH; count += 1) firsts.push((await visit("#first")).first);
    return { ...measured, first: median(firsts) };
  } finally {
    await browser.close();
    server.closeAllConnections();
    server.close();
  }
}

console.log("render of examples/minio.yaml; medians, and what memory does over ten thousand renders\n");
console.log("            first call  budget    warm     95 %  budget      memory    growth");
for (const [name, run] of [["Node", inNode], ["Chromium", inChromium]]) {
  const { first, warm, slow, memory, growth } = await run();
  const cells = [
    name.padEnd(10),
    `${first.toFixed(1)} ms`.padStart(11),
    `${BUDGETS.first} ms`.padStart(7),
    `${warm.toFixed(2)} ms`.padStart(9),
    `${slow.toFixed(2)} ms`.padStart(8),
    `${BUDGETS.warm} ms`.padStart(7),
    `${(memory / 2 ** 20).toFixed(1)} MiB`.padStart(10),
    `${growth} bytes`.padStart(9),
  ];
  const missed = [first > BUDGETS.first && "first call", warm > BUDGETS.warm && "warm render", growth > BUDGETS.growth && "memory"].filter(Boolean);
  console.log(`${cells.join(" ")}${missed.length === 0 ? "" : `   over budget: ${missed.join(", ")}`}`);
}
