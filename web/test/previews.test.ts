import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { paste, shown, useBrowser, visit } from "./browser.ts";

useBrowser();

const multi = readFileSync(join(import.meta.dirname, "../../examples/multi.yaml"), "utf8");

/** The words of the open tab, those of its text view included. */
async function looksLike(page: Page): Promise<string> {
  const code = page.locator(".panel-host .cm-content");
  const text = (await code.count()) > 0 ? await code.innerText() : "";
  return `${await page.locator(".panel-host").innerText()}\n${text}`;
}

test("every tab shows its part", async () => {
  const page = await visit();
  await paste(page, multi);
  const wanted = {
    manifests: "kind: ServiceAccount",
    checks: "Pod Security level",
    job: "kind: Pod",
    permissions: "ci-large",
    images: "eclipse-temurin:21",
    kit: "create-secrets.sh",
    notes: "3 runners",
  };
  for (const [tab, words] of Object.entries(wanted)) {
    await page.locator(`#tab-${tab}`).click();
    await expect.poll(() => looksLike(page), { message: tab }).toContain(words);
  }
});

test("a manifest is opened from the tree and is that manifest alone", async () => {
  const page = await visit();
  await paste(page, multi);
  await page.locator("#tab-manifests").click();
  await page.locator('[data-key="Deployment/gitlab-runner"]').click();
  await expect.poll(() => shown(page)).toMatch(/^apiVersion: apps\/v1\nkind: Deployment/);
});

test("the job pod follows what the job asks for, and says what the runner refuses", async () => {
  const page = await visit();
  await paste(page, multi);
  await page.locator("#tab-job").click();
  await page.locator("#job-runner").selectOption("large");
  await page.locator("#job-image").fill("golang:1.25");
  // The pod is longer than what is in sight.
  const pod = async () => {
    await page.getByRole("button", { name: "Copy", exact: true }).click();
    return page.evaluate(() => navigator.clipboard.readText());
  };
  await expect.poll(pod).toContain("image: golang:1.25");
  await page.locator("#job-variables").fill("KUBERNETES_MEMORY_LIMIT=64Gi");
  await expect.poll(() => page.locator(".panel-host .refusal").innerText()).toContain('"64Gi" is higher than');
  await page.locator("#job-variables").fill("KUBERNETES_MEMORY_LIMIT=12Gi");
  await expect.poll(pod).toContain("memory: 12Gi");
  expect(await page.locator(".panel-host .refusal").isVisible()).toBe(false);
});

test("what is said about the job pod is said in Chinese, the runner's own words in its own", async () => {
  const page = await visit({ locale: "zh-CN" });
  await paste(page, multi);
  await page.locator("#tab-job").click();
  await page.locator("#job-runner").selectOption("large");
  await expect.poll(() => page.locator(".job-notes li").count()).toBeGreaterThan(0);
  for (const note of await page.locator(".job-notes li").allInnerTexts()) expect(note).toMatch(/[\u4e00-\u9fff]/);
  await page.locator("#job-variables").fill("KUBERNETES_MEMORY_LIMIT=64Gi");
  const refusal = page.locator(".panel-host .refusal");
  await expect.poll(() => refusal.innerText()).toContain("GitLab Runner 会拒绝此作业");
  expect(await refusal.innerText()).toContain('"64Gi" is higher than');
  expect(await refusal.innerText()).toContain("作业所能要求的最大值");
});

test("a line of config.toml leads to the value behind it, and the value to its lines", async () => {
  const page = await visit();
  await paste(page, multi);
  await expect.poll(() => shown(page)).toContain('memory_limit = "1Gi"');
  await page.locator(".panel-host .cm-line", { hasText: "memory_limit" }).first().click();
  await expect.poll(() => page.locator(".origin").innerText()).toContain("config.runners[0].kubernetes.memory_limit");
  expect(await page.locator(".editor-host .cm-origin").allInnerTexts()).toEqual(["memory_limit: 1Gi"]);
  await page.locator(".editor-host .cm-line", { hasText: "concurrent: 40" }).click();
  await expect.poll(() => page.locator(".panel-host .cm-linked").allInnerTexts()).toEqual(["concurrent = 40"]);
});

test("the result is compared with the start and with a pasted file", async () => {
  const page = await visit();
  await paste(page, multi);
  await page.locator(".editor-host .cm-line", { hasText: "concurrent: 40" }).getByText("40").dblclick();
  await page.keyboard.type("41");
  await page.locator("#compare").click();
  await page.locator('[data-action="compare-start"]').click();
  await expect.poll(() => page.locator(".panel-host .cm-added").allInnerTexts()).toEqual(["concurrent = 41"]);
  expect(await page.locator(".panel-host .cm-gone").innerText()).toContain("concurrent = 40");
  await page.locator("#compare").click();
  await page.locator('[data-action="compare-paste"]').click();
  await page.locator(".paste-field").fill(multi.replace("concurrent: 40", "concurrent: 7"));
  await page.locator(".dialog .primary").click();
  await expect.poll(() => page.locator(".panel-host .cm-gone").innerText()).toContain("concurrent = 7");
});

test("the result is compared with the version that was kept", async () => {
  const page = await visit();
  await paste(page, multi);
  // What is kept is what the editor holds; a file that arrives later is a new start.
  const line = page.locator(".editor-host .cm-line", { hasText: "concurrent: 40" });
  await line.waitFor();
  await page.keyboard.press("Control+s");
  await line.getByText("40").dblclick();
  await page.keyboard.type("9");
  await page.locator("#compare").click();
  await page.locator('[data-action="compare-saved"]').click();
  await expect.poll(() => page.locator(".panel-host .cm-added").allInnerTexts()).toEqual(["concurrent = 9"]);
  expect(await page.locator(".panel-host .cm-gone").innerText()).toContain("concurrent = 40");
});

test("a result is searched, wrapped and folded", async () => {
  const page = await visit();
  await paste(page, multi);
  await page.locator("#tab-manifests").click();
  await expect.poll(() => shown(page)).toContain("kind: ServiceAccount");
  const pane = page.locator(".pane.preview");
  await pane.getByRole("button", { name: "Search", exact: true }).click();
  await page.keyboard.type("kind: Deployment");
  await page.keyboard.press("Enter");
  await expect.poll(() => page.locator(".panel-host .cm-searchMatch-selected").innerText()).toBe("kind: Deployment");
  await page.keyboard.press("Escape");
  await pane.getByRole("button", { name: "Wrap long lines" }).click();
  await expect.poll(() => page.locator(".panel-host .cm-lineWrapping").count()).toBe(1);
  await page.locator('[data-key="Deployment/gitlab-runner"]').click();
  await expect.poll(() => shown(page)).toContain("serviceAccountName");
  await page.locator(".panel-host .cm-line", { hasText: "kind: Deployment" }).click();
  await page.locator(".panel-host .cm-foldGutter .cm-gutterElement", { hasText: "⌄" }).first().click();
  await expect.poll(() => page.locator(".panel-host .cm-foldPlaceholder").count()).toBe(1);
});
