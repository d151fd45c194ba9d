// Pictures of every view: for the README, and to look at. Nothing may stick out of its box.

import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { paste, useBrowser, visit } from "./browser.ts";

useBrowser();

const OUT = process.env.SCREENS ?? join(import.meta.dirname, "../../target/screens");
mkdirSync(OUT, { recursive: true });

const multi = readFileSync(join(import.meta.dirname, "../../examples/multi.yaml"), "utf8");
const guide = ["10-config", "20-register-script", "30-rbac", "40-deployment"]
  .map((file) => readFileSync(join(import.meta.dirname, `../../tests/guide/manifests/${file}.yaml`), "utf8"))
  .join("\n---\n");
const TABS = ["config", "manifests", "checks", "job", "permissions", "images", "kit", "notes"];

/** Buttons, headings and fields that are cut or leave the window. */
function cut(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const wrong: string[] = [];
    for (const element of document.querySelectorAll<HTMLElement>(
      ".button, .tab, h1, h2, h3, label, .chip, .toolbar > *, .pane-title",
    )) {
      const box = element.getBoundingClientRect();
      if (box.width === 0 || element.closest(".tabs, dialog:not([open]), [popover]") !== null) continue;
      if (getComputedStyle(element).position === "absolute") continue;
      if (box.left < -1 || box.right > innerWidth + 1)
        wrong.push(`${element.className}: ${element.textContent} leaves the window`);
      const isShort = element.matches(".button:not(.link), .pane-title");
      const isCut = isShort && element.scrollWidth > element.clientWidth + 1;
      if (isCut) wrong.push(`${element.className}: ${element.textContent} is cut`);
    }
    return wrong;
  });
}

test.each([
  [1440, "light", "en-US"],
  [1440, "light", "zh-CN"],
  [1440, "dark", "en-US"],
  [1440, "dark", "zh-CN"],
  [390, "light", "en-US"],
  [390, "light", "zh-CN"],
  [390, "dark", "en-US"],
  [390, "dark", "zh-CN"],
] as const)("every view fits, %i %s %s", async (width, colorScheme, locale) => {
  const page = await visit({ viewport: { width, height: width === 390 ? 844 : 900 }, colorScheme, locale });
  const name = (view: string) => join(OUT, `${view}-${width}-${colorScheme}-${locale.slice(0, 2)}.png`);
  await page.screenshot({ path: name("first") });
  // `README_SCREENS=1 npm run e2e` renews the picture of the README.
  if (width === 1440 && colorScheme === "light" && locale === "en-US" && process.env.README_SCREENS !== undefined) {
    await page.screenshot({ path: join(import.meta.dirname, "../../docs/playground.png") });
  }
  expect(await cut(page)).toEqual([]);
  await paste(page, multi);
  await page.locator(".introduction .button").click();
  if (width === 390) await page.locator(".switcher .button").nth(1).click();
  for (const tab of TABS) {
    await page.locator(`#tab-${tab}`).click();
    await page.waitForTimeout(350);
    await page.screenshot({ path: name(tab) });
    expect(await cut(page), tab).toEqual([]);
  }
  if (width === 390) await page.locator(".switcher .button").nth(0).click();
  await page.locator(".segments .button").nth(1).click();
  await page.screenshot({ path: name("form") });
  expect(await cut(page), "form").toEqual([]);
  if (width === 390) await page.locator(".switcher .button").nth(0).click();
  await page.locator(".segments .button").nth(0).click();
  for (const id of ["start", "take", "help", "release"]) {
    await page.locator(`#${id}`).click();
    await page.waitForTimeout(200);
    await page.screenshot({ path: name(id) });
    expect(await cut(page), id).toEqual([]);
    await page.keyboard.press("Escape");
  }
  for (const id of ["take-share", "take-commands"]) {
    await page.locator("#take").click();
    await page.locator(`[data-action="${id}"]`).click();
    await page.locator(".dialog").waitFor();
    await page.screenshot({ path: name(id) });
    expect(await cut(page), id).toEqual([]);
    await page.keyboard.press("Escape");
  }
  await paste(page, guide);
  await page.locator(".dialog .findings").waitFor();
  await page.screenshot({ path: name("import") });
  expect(await cut(page), "import").toEqual([]);
  await page.locator(".dialog .primary").click();
  await paste(page, multi.replace("concurrent:", "concurent:"));
  await page.locator(".problems summary").click();
  await page.locator(".problems .finding.error").waitFor();
  await page.screenshot({ path: name("problems") });
  expect(await cut(page), "problems").toEqual([]);
});
