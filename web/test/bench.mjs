// Key stroke to updated preview, with examples/multi.yaml, in Chromium: `npm run build && node test/bench.mjs`.

import { readFileSync } from "node:fs";

import { chromium } from "playwright-core";
import { preview } from "vite";

const STROKES = 200;

const multi = readFileSync(new URL("../../examples/multi.yaml", import.meta.url), "utf8");
const root = new URL("..", import.meta.url).pathname;
const server = await preview({ root, preview: { port: 0, host: "127.0.0.1" }, logLevel: "error" });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
await page.addInitScript((values) => {
  localStorage.setItem("runner-stack", JSON.stringify({ values, start: { name: "multi", text: values } }));
}, multi);
await page.goto(server.resolvedUrls.local[0]);
await page.locator(".panel-host .cm-line").first().waitFor();
await page.locator(".editor-host .cm-line", { hasText: "concurrent: 40" }).click();
await page.keyboard.press("End");
await page.evaluate(() => {
  globalThis.times = [];
  let pressed = 0;
  document.addEventListener("keydown", () => (pressed = performance.now()), true);
  const shown = document.querySelector(".panel-host .code").shadowRoot.querySelector(".cm-content");
  new MutationObserver(() => {
    if (pressed > 0) globalThis.times.push(performance.now() - pressed);
    pressed = 0;
  }).observe(shown, { childList: true, subtree: true, characterData: true });
});
for (let stroke = 0; stroke < STROKES; stroke += 1) {
  await page.keyboard.press(stroke % 2 === 0 ? "7" : "Backspace");
  await page.waitForTimeout(60);
}
const times = (await page.evaluate(() => globalThis.times)).sort((a, b) => a - b);
const at = (share) => times[Math.floor(times.length * share)].toFixed(1);
process.stdout.write(`${times.length} key strokes: median ${at(0.5)} ms, 95th percentile ${at(0.95)} ms\n`);
await browser.close();
await server.close();
process.exit(0);
