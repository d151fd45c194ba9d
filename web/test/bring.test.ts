import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { address, paste, shown, useBrowser, values, visit } from "./browser.ts";

useBrowser();

const example = (name: string) => readFileSync(join(import.meta.dirname, `../../examples/${name}.yaml`), "utf8");

const MANIFESTS = `apiVersion: v1
kind: ConfigMap
metadata: { name: gitlab-runner-config, namespace: cicd }
data:
  config.toml: |
    concurrent = 6
    [[runners]]
      name = "k8s"
      url = "https://gitlab.example.com"
      token = "glrt-EXAMPLE-not-a-real-token"
      executor = "kubernetes"
      [runners.kubernetes]
        namespace = "cicd"
        cpu_limt = "1"
`;

test("pasted manifests become values, and what is wrong with them is said", async () => {
  const page = await visit();
  await paste(page, MANIFESTS);
  const dialog = page.locator(".dialog");
  await expect.poll(() => dialog.innerText()).toContain("cpu_limt");
  expect(await dialog.innerText()).toContain("Differences");
  await dialog.locator(".primary").click();
  await expect.poll(() => shown(page)).toContain("concurrent = 6");
  expect(await page.locator("#release").innerText()).toContain("cicd");
});

test("any chart renders with its own values, also after a reload", async () => {
  const page = await visit();
  await page.evaluate(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(["apiVersion: v2\nname: hello\nversion: 1.2.3\n"], "Chart.yaml"));
    document.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
  });
  await expect.poll(() => page.locator(".toast").innerText()).not.toBe("");
  await page.evaluate(async () => {
    const file = (path: string, text: string) => {
      const made = new File([text], path.split("/").at(-1) ?? path);
      Object.defineProperty(made, "webkitRelativePath", { value: path });
      return made;
    };
    const files = [
      file("hello/Chart.yaml", "apiVersion: v2\nname: hello\nversion: 1.2.3\n"),
      file("hello/values.yaml", "greeting: good morning\n"),
      file(
        "hello/templates/a.yaml",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata: { say: {{ .Values.greeting | quote }} }\n",
      ),
    ];
    const chosen = new Promise<HTMLInputElement>((resolve) => {
      const click = HTMLInputElement.prototype.click;
      HTMLInputElement.prototype.click = function (this: HTMLInputElement) {
        HTMLInputElement.prototype.click = click;
        resolve(this);
      };
    });
    document.querySelector<HTMLElement>("#start")?.click();
    await new Promise((resolve) => setTimeout(resolve, 100));
    document.querySelector<HTMLElement>('[data-action="start-folder"]')?.click();
    const input = await chosen;
    Object.defineProperty(input, "files", { value: files });
    input.dispatchEvent(new Event("change"));
  });
  await expect.poll(() => shown(page)).toContain('say: "good morning"');
  expect(await values(page)).toBe("greeting: good morning\n");
  await page.reload();
  await expect.poll(() => shown(page)).toContain('say: "good morning"');
});

test.each([
  ["damaged", "#1.%%%%"],
  ["newer version", "#9.AAAA"],
  ["damaged", "#1.eJxLSgQAAGQAYw"],
])("a link that is %s is refused and harms nothing", async (_why, fragment) => {
  const page = await visit();
  await page.evaluate((hash) => {
    location.hash = hash;
  }, fragment);
  await expect.poll(() => page.locator(".toast.error").innerText()).toContain("shared link");
  await expect.poll(() => shown(page)).toContain("[[runners]]");
});

test("script in values is text everywhere", async () => {
  const page = await visit();
  const script = "<img src=x onerror=\"document.title='hacked'\"><script>document.title='hacked'</script>";
  await paste(
    page,
    `gitlabUrl: https://gitlab.example.com\nrunnerToken: glrt-EXAMPLE-not-a-real-token\nconfig:\n  runners:\n    - name: ${JSON.stringify(script)}\n      kubernetes: { image: ${JSON.stringify(script)} }\n${JSON.stringify(script)}: 1\n`,
  );
  for (const tab of ["manifests", "checks", "job", "permissions", "images", "kit", "notes", "config"]) {
    await page.locator(`#tab-${tab}`).click();
    await page.waitForTimeout(250);
  }
  await page.getByRole("button", { name: "Form", exact: true }).click();
  expect(await page.title()).not.toContain("hacked");
  expect(await page.locator("img").count()).toBe(0);
});

test("a large and broken text is refused in words", async () => {
  const page = await visit();
  await paste(page, `a: ${"[".repeat(20_000)}`);
  await expect.poll(() => page.locator(".problems summary").innerText()).toMatch(/Errors|limit|deep/);
  await paste(page, "gitlabUrl: https://gitlab.example.com\nrunnerToken: glrt-EXAMPLE-not-a-real-token\n");
  await expect.poll(() => page.locator(".problems summary").innerText()).not.toContain("Errors");
});

test("the page is at the address it says", async () => {
  const page = await visit();
  expect(page.url()).toBe(address());
});

test("a preset is chosen from the menu, and what was there comes back with undo", async () => {
  const page = await visit();
  await paste(page, "gitlabUrl: https://mine.example.com\nrunnerToken: none\n");
  await page.locator("#start").click();
  await page.locator('[data-action="preset-dind"]').click();
  // The line about the schema is for editors of files.
  expect(example("dind")).toContain(await values(page));
  expect(await values(page)).toContain("docker");
  await page.locator(".editor-host .cm-content").focus();
  await page.keyboard.press("Control+z");
  expect(await values(page)).toContain("mine.example.com");
});
