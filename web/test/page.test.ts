import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { paste, shown, useBrowser, values, visit } from "./browser.ts";

useBrowser();

const DIST = join(import.meta.dirname, "../dist");

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Found {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly target: unknown }[] }[];
}

/** What axe finds; it is brought in past the Content-Security-Policy. What is in order is not described, which takes time. */
async function violations(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  await session.send("Runtime.evaluate", { expression: axe });
  const { violations: found } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(options: object): Promise<Found> } }).axe.run({
      resultTypes: ["violations"],
    }),
  );
  return found.map(({ id, nodes }) => `${id}: ${JSON.stringify(nodes.map(({ target }) => target))}`);
}

const TABS = ["config", "manifests", "checks", "job", "permissions", "images", "kit", "notes"];

test.each([
  ["light", "en-US"],
  ["light", "zh-CN"],
  ["dark", "en-US"],
  ["dark", "zh-CN"],
] as const)("axe finds nothing in any view, %s, %s", async (colorScheme, locale) => {
  const page = await visit({ colorScheme, locale });
  for (const tab of TABS) {
    await page.locator(`#tab-${tab}`).click();
    await page.waitForTimeout(350);
    expect(await violations(page), tab).toEqual([]);
  }
  await page.locator(".problems summary").click();
  expect(await violations(page), "problems").toEqual([]);
  await page.locator(".segments .button").nth(1).click();
  expect(await violations(page), "form").toEqual([]);
  for (const id of ["start", "take", "compare", "help", "release"]) {
    if (id === "compare") await page.locator("#tab-config").click();
    await page.locator(`#${id}`).click();
    await page.waitForTimeout(150);
    expect(await violations(page), id).toEqual([]);
    await page.keyboard.press("Escape");
  }
  for (const id of ["take-share", "take-commands"]) {
    await page.locator("#take").click();
    await page.locator(`[data-action="${id}"]`).click();
    await page.locator(".dialog").waitFor();
    expect(await violations(page), id).toEqual([]);
    await page.keyboard.press("Escape");
  }
});

test("a phone shows one half, and nothing is wider than the screen", async () => {
  const page = await visit({ viewport: { width: 390, height: 844 } });
  expect(await page.locator(".pane.preview").isVisible()).toBe(false);
  await page.locator(".switcher .button").nth(1).click();
  expect(await page.locator(".pane.editor").isVisible()).toBe(false);
  for (const tab of TABS) {
    await page.locator(`#tab-${tab}`).click();
    await page.waitForTimeout(250);
    expect(await page.evaluate(() => document.documentElement.scrollWidth), tab).toBe(390);
    expect(await violations(page), tab).toEqual([]);
  }
});

test("the language is the browser's, can be changed, and stays after a reload", async () => {
  const page = await visit({ locale: "zh-CN" });
  expect(await page.locator("#tab-manifests").innerText()).toContain("清单");
  expect(await page.evaluate(() => document.documentElement.lang)).toBe("zh-CN");
  await page.locator("#language").click();
  expect(await page.locator("#tab-manifests").innerText()).toContain("Manifests");
  await page.waitForTimeout(400);
  await page.reload();
  expect(await page.locator("#tab-manifests").innerText()).toContain("Manifests");
});

test("values, tab and colours survive a reload", async () => {
  const page = await visit();
  await paste(page, "gitlabUrl: https://mine.example.com\nrunnerToken: glrt-EXAMPLE-not-a-real-token\n");
  await page.locator("#tab-notes").click();
  await page.locator("#theme").click();
  await page.waitForTimeout(400);
  await page.reload();
  await page.locator('#tab-notes[aria-selected="true"]').waitFor();
  expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe("light");
  expect(await values(page)).toContain("mine.example.com");
});

test("what the engine finds is said in Chinese, with its own words at hand, also without a network", async () => {
  const page = await visit({ locale: "zh-CN" });
  await page.evaluate(() => navigator.serviceWorker.ready);
  await expect.poll(() => page.evaluate(async () => (await caches.keys()).length)).toBe(1);
  await page.context().setOffline(true);
  await page.reload();
  await paste(page, "gitlabUrl: https://gitlab.example.com\nrunnerToken: none\nconfig:\n  concurent: 4\n");
  await page.locator(".problems summary").click();
  const finding = page.locator(".problems .finding.error");
  await expect.poll(() => finding.innerText()).toContain("未知的键 `concurent`");
  expect(await finding.innerText()).toContain("是否想写 `concurrent`？");
  expect(await finding.locator(".finding-words").getAttribute("title")).toBe(
    "unknown key `concurent`\ndid you mean `concurrent`?",
  );
  await page.locator("#language").click();
  await expect.poll(() => finding.textContent()).toContain("unknown key `concurent`");
});

test("scripts and styles are light", () => {
  const files = readdirSync(DIST, { recursive: true, encoding: "utf8" }).filter((name) => /\.(js|css)$/.test(name));
  const sizes = files.map((name) => gzipSync(readFileSync(join(DIST, name)), { level: 9 }).length);
  expect(files.length).toBeGreaterThan(3);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(250_000);
});

test("it works without a network after the first visit", async () => {
  const page = await visit();
  await page.evaluate(() => navigator.serviceWorker.ready);
  await expect.poll(() => page.evaluate(async () => (await caches.keys()).length)).toBe(1);
  await page.context().setOffline(true);
  await page.reload();
  await expect.poll(() => shown(page)).toContain("[[runners]]");
});

test("the pages of the rules lie beside the page", async () => {
  const page = await visit();
  await page.evaluate(() => navigator.serviceWorker.ready);
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
  await page.goto(new URL("rules/plain-secret.html", page.url()).href);
  expect(await page.locator("h1").textContent()).toBe("plain-secret");
  await page.getByText("all rules").click();
  await page.getByRole("link", { name: "wildcard-rbac" }).click();
  expect(await page.locator("h1").textContent()).toBe("wildcard-rbac");
  await page.getByRole("link", { name: "runner-stack", exact: true }).click();
  await expect.poll(() => shown(page)).toContain("[[runners]]");
});

test("nothing is loaded once the page stands", async () => {
  const page = await visit();
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForTimeout(500);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  for (const tab of TABS) {
    await page.locator(`#tab-${tab}`).click();
    await page.waitForTimeout(200);
  }
  expect(asked).toEqual([]);
});

test("the keys alone are enough", async () => {
  const page = await visit();
  await page.locator("#tab-config").focus();
  await page.keyboard.press("ArrowRight");
  expect(await page.locator("#tab-manifests").getAttribute("aria-selected")).toBe("true");
  await page.keyboard.press("Alt+1");
  expect(await page.locator("#tab-config").getAttribute("aria-selected")).toBe("true");
  await page.locator(".splitter").focus();
  const before = await page.locator(".splitter").getAttribute("aria-valuenow");
  await page.keyboard.press("ArrowRight");
  expect(await page.locator(".splitter").getAttribute("aria-valuenow")).not.toBe(before);
  await page.locator("#start").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await expect.poll(() => values(page)).toContain("IRSA");
  await page.locator(".editor-host .cm-content").focus();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.closest(".editor-host"))).toBeNull();
});
