// Fresh projects with the packed package in them, and the browser that opens their pages.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { promisify } from "node:util";

export const root = join(import.meta.dirname, "../../..");
export const tools = join(import.meta.dirname, "node_modules");
export const example = join(root, "examples/minio.yaml");
const work = join(import.meta.dirname, "work");
const run = promisify(execFile);

/** What a program prints; that it fails is an error with what it said. */
export async function printed(program, args, cwd) {
  try {
    const { stdout } = await run(program, args, { cwd, maxBuffer: 1 << 26 });
    return stdout;
  } catch (error) {
    throw new Error(`${error.message}\n${error.stdout}`, { cause: error });
  }
}

/** Packs the package into an empty folder of work; the path of the tarball. */
export async function pack() {
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work);
  const name = await printed("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", work], join(root, "pkg"));
  return join(work, name.trim());
}

/**
 * A fresh project with what stands in `projects/`, and the package from its tarball, under each of the names. One with a
 * page has the scripts of `shared/` where it has none of its own.
 */
export async function project(name, tarball, names = ["runner-stack"]) {
  const folder = join(work, name);
  const own = join(import.meta.dirname, "projects", name);
  if (existsSync(join(own, "index.html"))) cpSync(join(import.meta.dirname, "shared"), folder, { recursive: true });
  cpSync(own, folder, { recursive: true });
  mkdirSync(join(folder, "public"), { recursive: true });
  cpSync(example, join(folder, "public/values.yaml"));
  const dependencies = Object.fromEntries(names.map((name) => [name, `file:${tarball}`]));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name, private: true, type: "module", dependencies }));
  await printed("npm", ["install", "--offline", "--silent", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"], folder);
  // The package brings nothing along.
  const installed = readdirSync(join(folder, "node_modules")).filter((entry) => !entry.startsWith("."));
  assert.deepEqual(installed.sort(), names.toSorted());
  return folder;
}

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm" };
const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'";

/** What the page of a folder shows, served as files of a host that is strict about scripts. */
export async function shownBy(browser, folders) {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url, "http://localhost").pathname);
    const file = path === "/" ? "index.html" : path.slice(1);
    if (path === "/favicon.ico") return response.writeHead(204).end();
    const body = folders.map((folder) => content(join(folder, file))).find((body) => body !== undefined);
    if (body === undefined) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "text/plain", "content-security-policy": POLICY });
    response.end(body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await shownAt(browser, `http://127.0.0.1:${server.address().port}/`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

function content(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/** What the page at an address shows: a text for each way in which it loaded the package. */
export async function shownAt(browser, address) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const complained = new Promise((_, reject) => {
      page.on("pageerror", reject);
      page.on("console", (message) => {
        const { url } = message.location();
        if (message.type() === "error" && !url.endsWith("/favicon.ico")) reject(new Error(`${message.text()} ${url}`));
      });
    });
    const shown = async () => {
      await page.goto(address);
      await page.waitForSelector("body[data-done]", { state: "attached" });
      const outputs = await page.locator("output").all();
      return Promise.all(outputs.map(async (output) => [await output.getAttribute("title"), await output.textContent()]));
    };
    return Object.fromEntries(await Promise.race([shown(), complained]));
  } finally {
    await context.close();
  }
}
