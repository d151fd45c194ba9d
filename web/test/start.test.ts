// From the first frame on, and where a browser refuses something.

import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { shown, useBrowser, values, visit } from "./browser.ts";

useBrowser();

/** Holds a script back, as a slow network does; gives what lets it come. */
async function hold(page: Page, script: RegExp): Promise<() => void> {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(script, async (route) => {
    await held;
    await route.continue();
  });
  return release;
}

const MAIN = /\/assets\/main-/;

test.each([
  ["light", "dark"],
  ["dark", "light"],
] as const)(
  "the first frame has the layout and the colours of the last visit, %s on a %s system",
  async (theme, system) => {
    let release = (): void => undefined;
    const page = await visit({
      colorScheme: system,
      isHasty: true,
      async before(fresh) {
        await fresh.addInitScript((chosen) => {
          localStorage.setItem("runner-stack", JSON.stringify({ theme: chosen, split: 30, isIntroduced: true }));
        }, theme);
        release = await hold(fresh, MAIN);
      },
    });
    const awaited = page.locator(".awaited");
    await awaited.locator(".pane.preview").waitFor();
    expect(await awaited.locator(".introduction").isVisible()).toBe(false);
    expect(await awaited.textContent()).toContain("runner-stack");
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const first = await ground();
    const width = async (pane: string) => (await page.locator(pane).boundingBox())?.width ?? 0;
    const [header, editor] = [await page.locator(".header").boundingBox(), await width(".pane.editor")];
    release();
    await page.locator(".editor-host").waitFor();
    // The page takes the place of the first frame without a jump.
    expect(await awaited.count()).toBe(0);
    expect(await ground()).toBe(first);
    expect(await page.locator(".header").boundingBox()).toEqual(header);
    expect(Math.abs((await width(".pane.editor")) - editor)).toBeLessThan(1);
  },
);

test.each(["en-US", "zh-CN"])("on a phone the first frame has the page's places, too, %s", async (locale) => {
  let release = (): void => undefined;
  const page = await visit({
    locale,
    viewport: { width: 390, height: 844 },
    isHasty: true,
    async before(fresh) {
      release = await hold(fresh, MAIN);
    },
  });
  await page.locator(".awaited .pane.editor").waitFor();
  const tops = async () => {
    const boxes = await Promise.all(
      [".header", ".introduction", ".switcher", ".pane.editor"].map((part) => page.locator(part).boundingBox()),
    );
    return boxes.map((box) => Math.round(box?.y ?? -1));
  };
  const before = await tops();
  release();
  await page.locator(".editor-host").waitFor();
  const after = await tops();
  for (const [index, top] of after.entries()) expect(Math.abs(top - (before[index] ?? -99))).toBeLessThanOrEqual(2);
});

test("colours may come late", async () => {
  let release = (): void => undefined;
  const page = await visit({
    isHasty: true,
    async before(fresh) {
      release = await hold(fresh, /\/assets\/grammars-/);
    },
  });
  await expect.poll(() => shown(page)).toContain("concurrent = 10");
  await page.locator(".editor-host .cm-line", { hasText: "concurrent: 10" }).click();
  await page.keyboard.press("End");
  await page.keyboard.type("0");
  await expect.poll(() => shown(page)).toContain("concurrent = 100");
  const coloured = (place: string) => page.locator(`${place} .cm-line span[class]`).count();
  // Where the cursor is, brackets and equal words have marks of their own.
  expect(await coloured(".editor-host")).toBeLessThan(10);
  expect(await coloured(".panel-host")).toBe(0);
  release();
  await expect.poll(() => coloured(".editor-host")).toBeGreaterThan(20);
  await expect.poll(() => coloured(".panel-host")).toBeGreaterThan(20);
});

test("where the browser keeps nothing, the page works all the same", async () => {
  const page = await visit({
    async before(fresh) {
      await fresh.addInitScript(() => {
        Object.defineProperty(globalThis, "localStorage", {
          get() {
            throw new DOMException("refused", "SecurityError");
          },
        });
      });
    },
  });
  await expect.poll(() => shown(page)).toContain("[[runners]]");
});

test("nobody is told that there are no problems before somebody has looked", async () => {
  const page = await visit({
    async before(fresh) {
      await fresh.addInitScript(() => {
        const values = "gitlabUrl: https://gitlab.example.com\nrunnerToken: glrt-EXAMPLE\n";
        localStorage.setItem("runner-stack", JSON.stringify({ values, view: "checks", isIntroduced: true }));
        const said: string[] = [];
        Object.assign(globalThis, { said });
        new MutationObserver(() => {
          for (const place of [".problems summary", ".preview .page"]) {
            const words = document.querySelector(place)?.textContent;
            if (words !== undefined && said.at(-1) !== words) said.push(words);
          }
        }).observe(document, { childList: true, subtree: true, characterData: true });
      });
    },
  });
  await expect.poll(() => page.locator(".preview .page .finding").count()).toBeGreaterThan(0);
  const said = await page.evaluate(() => (globalThis as unknown as { said: string[] }).said);
  expect(said.join("\n")).toContain("Warnings: ");
  expect(said.filter((words) => /No problems|Nothing to report|All pods reach/.test(words))).toEqual([]);
});

test("a note leaves the bar with the problems in sight, on a phone too", async () => {
  const page = await visit({ viewport: { width: 390, height: 844 } });
  for (const isOpen of [false, true]) {
    if (isOpen) await page.locator(".problems summary").click();
    await page.locator("#start").click();
    await page.locator('[data-action="preset-multi"]').click();
    const note = await page.locator(".toast").boundingBox();
    const bar = await page.locator(".problems").boundingBox();
    expect(bar?.height).toBeGreaterThan(30);
    expect((note?.y ?? 0) + (note?.height ?? 0)).toBeLessThanOrEqual(bar?.y ?? 0);
    expect(note?.y).toBeGreaterThan(100);
  }
});

test("changing the language asks for nothing", async () => {
  const page = await visit();
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForTimeout(1000);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.locator("#language").click();
  await expect.poll(() => page.locator("#tab-manifests").innerText()).toContain("清单");
  await page.locator(".problems summary").click();
  await expect.poll(() => page.locator(".problems .finding").first().innerText()).toMatch(/[\u4e00-\u9fff]/);
  expect(asked).toEqual([]);
});

test("what common keys mean, and why a text is no YAML, is said in Chinese", async () => {
  const page = await visit({ locale: "zh-CN" });
  await page.locator(".editor-host .cm-line", { hasText: "gitlabUrl" }).getByText("gitlabUrl").hover();
  await expect.poll(() => page.locator(".help").innerText()).toContain("GitLab 实例的网址");
  await page.locator(".segments .button").nth(1).click();
  const hints = page.locator(".form .field-hint");
  await expect.poll(() => hints.count()).toBeGreaterThan(15);
  for (const hint of await hints.allInnerTexts()) expect(hint).toMatch(/[\u4e00-\u9fff]/);
  await page.locator(".segments .button").nth(0).click();
  await page.locator(".editor-host .cm-line", { hasText: "concurrent" }).click();
  await page.keyboard.press("End");
  await page.keyboard.type(": x");
  await page.locator(".problems summary").click();
  await expect.poll(() => page.locator(".problems .finding.error").innerText()).toContain("此处不能再写 “键: 值”");
  expect(await values(page)).toContain("10: x");
});
