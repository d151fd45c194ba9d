// The built page in a real browser, as a visitor gets it: below a sub-path, without anything else on the host.

import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";

import { serve } from "./serve.mjs";

let served: Awaited<ReturnType<typeof serve>>;
let browser: Browser;
let contexts: BrowserContext[] = [];
let complaints: string[] = [];

/** Starts server and browser for a file of tests; each test must leave the console clean. */
export function useBrowser(): void {
  beforeAll(async () => {
    served = await serve("/some/folder/");
    const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  });
  afterEach(async () => {
    await Promise.all(contexts.map((context) => context.close()));
    contexts = [];
    const found = complaints;
    complaints = [];
    expect(found).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    served.close();
  });
}

/** The address of the page. */
export function address(): string {
  return served.address;
}

interface Visit extends BrowserContextOptions {
  /** The address, if not that of the page. */
  readonly at?: string;
  /** What is done before the page is asked for. */
  readonly before?: (page: Page) => Promise<void>;
  /** Whether to go on before the engine has answered. */
  readonly isHasty?: boolean;
}

/** A new visitor. */
export async function visit({ at, before, isHasty, ...options }: Visit = {}): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: "en-US",
    permissions: ["clipboard-read", "clipboard-write"],
    ...options,
  });
  contexts.push(context);
  const page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(address()) && !url.startsWith("blob:")) complaints.push(`a request to ${url}`);
  });
  await before?.(page);
  await page.goto(at ?? address(), { waitUntil: isHasty === true ? "commit" : "load" });
  if (isHasty === true) return page;
  await page.locator(".problems .chip").first().waitFor();
  await expect.poll(() => page.locator(".problems").textContent()).not.toContain("…");
  return page;
}

/** Opens a text as a user does: start, paste, open. */
export async function paste(page: Page, text: string): Promise<void> {
  await page.locator("#start").click();
  await page.locator('[data-action="start-paste"]').click();
  await page.locator(".paste-field").fill(text);
  await page.locator(".dialog .primary").click();
}

/** What the open tab shows; only the lines in sight are there. */
export function shown(page: Page): Promise<string> {
  return page.locator(".panel-host .cm-content").innerText();
}

/** The values in the editor, whole. */
export async function values(page: Page): Promise<string> {
  // The page writes its state down a moment after a change.
  await page.waitForTimeout(400);
  return page.evaluate(() => {
    const state = JSON.parse(localStorage.getItem("runner-stack") ?? "{}") as { values?: string };
    return state.values ?? "";
  });
}

/** What a click makes the browser save. */
export async function download(page: Page, action: string): Promise<{ name: string; path: string }> {
  const started = page.waitForEvent("download");
  await page.locator("#take").click();
  await page.locator(`[data-action="${action}"]`).click();
  const saved = await started;
  return { name: saved.suggestedFilename(), path: await saved.path() };
}
