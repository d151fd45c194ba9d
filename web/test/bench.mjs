// What the page takes in Chromium: `npm run bench`. Key stroke to updated preview with examples/multi.yaml, of a while of
// writing and of its beginning, when the browser has compiled little; and the first view with the processor slowed four times.

import { readFileSync } from "node:fs";

import { chromium } from "playwright-core";

import { serve } from "./serve.mjs";

const STROKES = 1000;
const BEGINNING = 200;
const VISITS = 9;
const SLOWER = 4;
/** Milliseconds after which a new window, or the first view, is surely there. */
const SETTLED = 2000;

const multi = readFileSync(new URL("../../examples/multi.yaml", import.meta.url), "utf8");
const server = await serve("/");
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});

const strokes = await keyStrokes();
const beginning = strokes.slice(0, BEGINNING);
const views = [];
for (let visit = 0; visit < VISITS; visit += 1) views.push(await firstView());
const say = (what, times, unit = 1) => {
  const sorted = times.sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))].toFixed(unit);
  process.stdout.write(`${what}: ${times.length}, median ${at(0.5)} ms, 95th percentile ${at(0.95)} ms\n`);
};
say("key strokes to updated preview", strokes);
say("the first of them", beginning);
say("first views, processor slowed four times", views, 0);
await browser.close();
server.close();
process.exit(0);

/** From each key stroke to the change of `config.toml` on the right. */
async function keyStrokes() {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.addInitScript((values) => {
    localStorage.setItem("runner-stack", JSON.stringify({ values, start: { name: "multi", text: values } }));
  }, multi);
  await page.goto(server.address);
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
  const times = await page.evaluate(() => globalThis.times);
  await page.close();
  return times;
}

/**
 * From the address to values and `config.toml` on the screen, for somebody who was never here.
 *
 * Who watches must not take part: what Playwright brings into a page to wait for something costs a quarter of a second on
 * a processor slowed so much, in the middle of the start. And the window has to be there, since browsers write their own
 * parts of it with scripts, too.
 */
async function firstView() {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await page.waitForTimeout(SETTLED);
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  await session.send("Page.enable");
  await session.send("Page.addScriptToEvaluateOnNewDocument", { source: `(${watch})()` });
  await session.send("Page.navigate", { url: server.address });
  let time;
  while (time === undefined) {
    await page.waitForTimeout(SETTLED);
    const { result } = await session.send("Runtime.evaluate", { expression: "globalThis.firstView" });
    time = result.value;
  }
  await context.close();
  return time;
}

/** Notes when the first picture with values and result is shown; runs in the page. */
function watch() {
  const text = (place) =>
    document.querySelector(`${place} .code`)?.shadowRoot?.querySelector(".cm-content")?.textContent ?? "";
  const look = () => {
    const isThere = text(".editor-host").includes("gitlabUrl") && text(".panel-host").includes("[[runners]]");
    if (!isThere) requestAnimationFrame(look);
    // The frame that shows it comes after this callback.
    else requestAnimationFrame(() => (globalThis.firstView = performance.now()));
  };
  requestAnimationFrame(look);
}
