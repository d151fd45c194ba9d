import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { unzipSync } from "fflate";
import { expect, test } from "vitest";

import { download, paste, shown, useBrowser, values, visit } from "./browser.ts";
import { filesIn, scratchFolder } from "./files.ts";

useBrowser();

const example = (name: string) => readFileSync(join(import.meta.dirname, `../../examples/${name}.yaml`), "utf8");

const VALUES = `gitlabUrl: https://gitlab.example.com
runnerToken: glrt-EXAMPLE-private-of-mine
config:
  concurrent: 12
  runners:
    - name: one
      kubernetes: { image: "alpine:3.22" }
`;

const folder = scratchFolder();
writeFileSync(join(folder, "values.yaml"), VALUES);

/** The command, as a user would run it. */
function command(...args: readonly string[]): string {
  const program = process.env.RUNNER_STACK ?? join(import.meta.dirname, "../../target/debug/runner-stack");
  return execFileSync(program, args, { cwd: folder, encoding: "utf8" });
}

function unpacked(path: string): Record<string, string> {
  const files = Object.entries(unzipSync(readFileSync(path)));
  return Object.fromEntries(files.map(([name, data]) => [name, new TextDecoder().decode(data)]));
}

test("the zip holds what the command writes, byte for byte", async () => {
  const page = await visit();
  await paste(page, VALUES);
  const {
    "values.yaml": own,
    "config.toml": config,
    "NOTES.txt": notes,
    ...manifests
  } = unpacked((await download(page, "take-zip")).path);
  command("render", "-f", "values.yaml", "--output-dir", "out");
  expect(manifests).toEqual(filesIn(join(folder, "out")));
  expect(own).toBe(VALUES);
  expect(config).toBe(command("config", "-f", "values.yaml"));
  expect(notes).toContain("1 runner");
});

test("the kit holds what the command writes, byte for byte", async () => {
  const page = await visit();
  await paste(page, VALUES);
  const kit = unpacked((await download(page, "take-kit")).path);
  command("kit", "-f", "values.yaml", "-o", "kit");
  expect(kit).toEqual(
    Object.fromEntries(Object.entries(filesIn(join(folder, "kit"))).map(([path, text]) => [`kit/${path}`, text])),
  );
});

test("the chart is the one of the command", async () => {
  const page = await visit();
  await paste(page, VALUES);
  const { name, path } = await download(page, "take-chart");
  command("chart", "-f", "values.yaml", "-o", ".", "--package");
  expect(readFileSync(path).equals(readFileSync(join(folder, name)))).toBe(true);
});

test("the command lines of the page give what it shows", async () => {
  const page = await visit();
  await paste(page, VALUES);
  await page.locator("#take").click();
  await page.locator('[data-action="take-commands"]').click();
  const [line = ""] = await page.locator(".command code").allInnerTexts();
  expect(line).toBe("runner-stack render -f values.yaml");
});

test("a shared link brings the values to somebody else, without the token", async () => {
  const page = await visit();
  await paste(page, VALUES);
  await page.locator("#take").click();
  await page.locator('[data-action="take-share"]').click();
  const link = await page.locator(".share-link").inputValue();
  expect(await page.locator(".dialog").innerText()).toContain("runnerToken");
  const other = await visit({ at: link });
  await expect.poll(() => shown(other)).toContain("concurrent = 12");
  expect(await values(other)).toBe(VALUES.replace("glrt-EXAMPLE-private-of-mine", "REMOVED"));
  expect(other.url()).not.toContain("#");
});

test("the values and a single manifest are taken away", async () => {
  const page = await visit();
  await paste(page, example("multi"));
  const own = await download(page, "take-values");
  expect(own.name).toBe("values.yaml");
  expect(readFileSync(own.path, "utf8")).toBe(example("multi"));
  await page.locator("#tab-manifests").click();
  await page.locator('[data-key="Deployment/gitlab-runner"]').click();
  await expect.poll(() => shown(page)).toContain("kind: Deployment");
  const taken = await download(page, "take-manifest");
  expect(taken.name).toBe("deployment-gitlab-runner.yaml");
  expect(readFileSync(taken.path, "utf8")).toMatch(/^apiVersion: apps\/v1\nkind: Deployment\n/);
});
