// Whole tasks of users, from what they bring to what they take away, against the real command and the real Helm.

import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { unzipSync } from "fflate";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { download, paste, shown, useBrowser, values, visit } from "./browser.ts";
import { filesIn, scratchFolder } from "./files.ts";

useBrowser();

const ROOT = join(import.meta.dirname, "../..");
const HELM = process.env.HELM ?? join(ROOT, ".tools/venv/bin/helm");
const folder = scratchFolder();

function command(...args: readonly string[]): string {
  const program = process.env.RUNNER_STACK ?? join(ROOT, "target/debug/runner-stack");
  return execFileSync(program, args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}

function helm(...args: readonly string[]): string {
  return execFileSync(HELM, args, { cwd: folder, encoding: "utf8" });
}

/** Clicks a finding in the list, which selects what it is about. */
async function goTo(page: Page, words: string): Promise<void> {
  await page.locator(".problems .finding", { hasText: words }).first().click();
}

/** Types over what is selected; what is offered while typing is sent away. */
async function typeOver(page: Page, text: string): Promise<void> {
  await page.keyboard.type(text);
  await page.keyboard.press("Escape");
}

/** Selects a line of the values. */
async function selectLine(page: Page, words: string): Promise<void> {
  await page.locator(".editor-host .cm-line", { hasText: words }).first().click();
  await page.keyboard.press("Home");
  await page.keyboard.press("Shift+End");
}

test("the guide's manifests become values, what is reported is mended, and the archive is what the command writes", async () => {
  const guide = join(ROOT, "tests/guide/manifests");
  const texts = readdirSync(guide).map((name) => readFileSync(join(guide, name), "utf8"));
  const all = texts.join("\n---\n");
  writeFileSync(join(folder, "all.yaml"), all);
  const page = await visit({ viewport: { width: 1440, height: 1400 } });

  // Bring: the same values as the command's.
  await paste(page, all);
  const report = page.locator(".dialog");
  await expect.poll(() => report.innerText()).toContain("in plain text");
  expect(await report.innerText()).toContain("ConfigMap/cicd/gitlab-runner-config");
  await report.locator(".primary").click();
  command("import", "all.yaml", "-o", "imported.yaml");
  expect(await values(page)).toBe(readFileSync(join(folder, "imported.yaml"), "utf8"));

  // Mend: by the list of findings and the keyboard.
  await expect.poll(() => page.locator(".problems summary").innerText()).toContain("Warnings");
  await page.locator(".problems summary").click();
  await goTo(page, "sources go over plain HTTP");
  await typeOver(page, "https://gitlab.example.com");
  await goTo(page, "is another image tomorrow");
  await typeOver(page, "alpine:3.22");
  await goTo(page, "privileged containers");
  await typeOver(page, "false");
  await selectLine(page, "runnerToken:");
  await typeOver(page, "runners: {secret: gitlab-runner-token}");
  await selectLine(page, "AccessKey:");
  await typeOver(page, "AccessKeyFrom: {secretName: cache-keys}");
  await selectLine(page, "SecretKey:");
  await typeOver(page, "SecretKeyFrm: {secretName: cache-keys}");

  // A slip of the fingers is mended by what the page offers.
  await expect.poll(() => page.locator(".problems").innerText()).toContain("SecretKeyFrm");
  await goTo(page, "SecretKeyFrm");
  await page.locator(".editor-host .cm-lintRange-error", { hasText: "SecretKeyFrm" }).hover();
  await page.locator(".cm-diagnosticAction", { hasText: "SecretKeyFrom" }).first().click();
  await expect.poll(() => page.locator(".problems summary").innerText()).not.toContain("Errors");

  // The node's socket and the kubeconfig go: all volumes of the jobs.
  await page.locator(".editor-host .cm-line", { hasText: /^ *volumes:$/ }).click();
  await page.keyboard.press("Home");
  await page.keyboard.press("Home");
  const lines = (await values(page)).split("\n");
  const count = lines.indexOf("      executor: kubernetes") - lines.indexOf("        volumes:");
  for (let line = 0; line < count; line += 1) await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("Delete");
  await expect.poll(() => page.locator(".problems summary").innerText()).not.toMatch(/Errors|Warnings/);

  // Take away: what the command makes of the same values, byte for byte.
  const { path } = await download(page, "take-zip");
  const files = Object.entries(unzipSync(readFileSync(path)));
  const {
    "values.yaml": own = "",
    "config.toml": config,
    "NOTES.txt": notes,
    ...manifests
  } = Object.fromEntries(files.map(([name, data]) => [name, new TextDecoder().decode(data)]));
  expect(own).toBe(await values(page));
  writeFileSync(join(folder, "values.yaml"), own);
  const checked = command("check", "values.yaml", "--format", "json");
  expect((JSON.parse(checked) as { severity: string }[]).filter(({ severity }) => severity !== "note")).toEqual([]);
  command("render", "-f", "values.yaml", "-n", "cicd", "--output-dir", "out");
  expect(Object.keys(manifests).length).toBeGreaterThan(3);
  expect(manifests).toEqual(filesIn(join(folder, "out")));
  expect(config).toBe(command("config", "-f", "values.yaml", "-n", "cicd"));
  expect(notes).not.toBe("");
});

/** A chart as Helm itself makes one, as folder and as archive. */
function chart(name: string): { folder: string; archive: string } {
  helm("create", name);
  helm("package", name);
  return { folder: join(folder, name), archive: join(folder, `${name}-0.1.0.tgz`) };
}

/** Everything that the open text shows, also what is not in sight. */
async function copied(page: Page): Promise<string> {
  await page.locator(".pane.preview").getByRole("button", { name: "Copy", exact: true }).click();
  return page.evaluate(() => navigator.clipboard.readText());
}

test("a chart's archive is opened, rendered as Helm does, and changed", async () => {
  const { folder: source, archive } = chart("webshop");
  const page = await visit();
  const chooser = page.waitForEvent("filechooser");
  await page.locator("#start").click();
  await page.locator('[data-action="start-file"]').click();
  await (await chooser).setFiles(archive);
  await expect.poll(() => shown(page)).toContain("webshop");
  expect(await values(page)).toBe(readFileSync(join(source, "values.yaml"), "utf8"));
  expect(await copied(page)).toBe(helm("template", "release-name", archive));

  await page.locator(".editor-host .cm-line", { hasText: /^replicaCount: 1$/ }).click();
  await page.keyboard.press("End");
  await page.keyboard.type("2");
  await expect.poll(() => copied(page)).toBe(helm("template", "release-name", archive, "--set", "replicaCount=12"));
});

test("a folder with a chart is dropped, and renders as Helm does", async () => {
  const { folder: source } = chart("dropped");
  mkdirSync(join(source, "docs"));
  writeFileSync(join(source, "docs/notes.md"), "not a part of what is rendered\n");
  const page = await visit();
  const session = await page.context().newCDPSession(page);
  // The page says where to drop, so that the pointer is above something else then.
  for (const type of ["dragEnter", "dragOver", "dragOver", "dragOver", "drop"] as const) {
    const data = { items: [], files: [source], dragOperationsMask: 1 };
    await session.send("Input.dispatchDragEvent", { type, x: 700, y: 450, data });
  }
  await expect.poll(() => shown(page)).toContain("dropped");
  expect(await values(page)).toBe(readFileSync(join(source, "values.yaml"), "utf8"));
  expect(await copied(page)).toBe(helm("template", "release-name", source));
});
