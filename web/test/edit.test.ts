import { expect, test } from "vitest";

import { paste, shown, useBrowser, values, visit } from "./browser.ts";

useBrowser();

const VALUES = `# mine
gitlabUrl: https://gitlab.example.com
runnerToken: glrt-EXAMPLE-not-a-real-token
config:
  concurrent: 4 # jobs
  runners:
    - name: one
      kubernetes:
        image: alpine:3.22
`;

test("a visitor sees values, config.toml and what to do", async () => {
  const page = await visit();
  expect(await page.locator(".introduction").innerText()).toContain("as you type");
  expect(await page.locator(".editor-host .cm-content").innerText()).toContain("gitlabUrl");
  await expect.poll(() => shown(page)).toContain("[[runners]]");
});

test("typing changes config.toml and marks the line", async () => {
  const page = await visit();
  await paste(page, VALUES);
  await expect.poll(() => shown(page)).toContain("concurrent = 4");
  await page.waitForTimeout(1000);
  await page.locator(".editor-host .cm-line", { hasText: "concurrent" }).getByText("4").dblclick();
  await page.keyboard.type("17");
  await expect.poll(() => shown(page)).toContain("concurrent = 17");
  expect(await page.locator(".panel-host .cm-fresh").allInnerTexts()).toEqual(["concurrent = 17"]);
  expect(await values(page)).toBe(VALUES.replace("concurrent: 4", "concurrent: 17"));
  await page.keyboard.press("Control+z");
  await expect.poll(() => shown(page)).toContain("concurrent = 4");
});

test("a mistake is shown at its place, leads there, and can be mended with one key", async () => {
  const page = await visit();
  await paste(page, VALUES.replace("image:", "imag:"));
  await expect.poll(() => page.locator(".problems summary").innerText()).toContain("Errors: 1");
  expect(await page.locator(".editor-host .cm-lintRange-error").allInnerTexts()).toEqual(["imag"]);
  expect(await page.locator(".stale").innerText()).toContain("imag");
  await page.locator(".problems summary").click();
  await page.locator(".problems .finding.error").click();
  await page.locator(".editor-host .cm-lintRange-error").hover();
  await page.locator(".cm-diagnosticAction", { hasText: "image" }).first().click();
  await expect.poll(() => page.locator(".problems summary").innerText()).not.toContain("Errors");
  expect(await values(page)).toBe(VALUES);
});

test("letters typed over a selection take its place, and a quotation mark goes around it", async () => {
  const page = await visit();
  await paste(page, VALUES);
  const name = page.locator(".editor-host .cm-line", { hasText: "name: one" }).getByText("one");
  await name.dblclick();
  await page.keyboard.type("two");
  expect(await values(page)).toBe(VALUES.replace("one", "two"));
  await page.locator(".editor-host .cm-line", { hasText: "name: two" }).getByText("two").dblclick();
  await page.keyboard.type('"');
  expect(await values(page)).toBe(VALUES.replace("one", '"two"'));
});

test("keys and an input method write into the same text", async () => {
  const page = await visit();
  await paste(page, VALUES);
  await page.locator(".editor-host .cm-line", { hasText: "# mine" }).click();
  await page.keyboard.press("End");
  await page.keyboard.type(" a(");
  const session = await page.context().newCDPSession(page);
  await session.send("Input.imeSetComposition", { text: "zhong", selectionStart: 5, selectionEnd: 5 });
  await session.send("Input.insertText", { text: "中" });
  await page.keyboard.insertText("文");
  await page.keyboard.type("x)bc");
  await page.keyboard.press("Backspace");
  // The bracket that came by itself is the one that was typed then.
  expect(await values(page)).toBe(VALUES.replace("# mine", "# mine a(中文x)b"));
  for (let step = 0; step < 20; step += 1) await page.keyboard.press("Control+z");
  expect(await values(page)).not.toContain(" a(");
});

test("keys and values are completed and explained at every depth", async () => {
  const page = await visit();
  await paste(page, VALUES);
  await page.locator(".editor-host .cm-line", { hasText: "image: alpine" }).click();
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await page.keyboard.type("privi");
  await page.locator(".cm-tooltip-autocomplete", { hasText: "privileged" }).waitFor();
  await page.waitForTimeout(150);
  await page.keyboard.press("Enter");
  await page.keyboard.type("tr");
  await page.locator(".cm-tooltip-autocomplete", { hasText: "true" }).waitFor();
  await page.waitForTimeout(150);
  await page.keyboard.press("Enter");
  expect(await values(page)).toContain("        image: alpine:3.22\n        privileged: true\n");
  await page.locator(".editor-host .cm-line", { hasText: "concurrent" }).getByText("concurrent").hover();
  await expect.poll(() => page.locator(".cm-tooltip .help").innerText()).toContain("config.concurrent");
  // What a key does not have is not named, and nothing sticks out of the editor, where it would be cut.
  const help = page.locator(".cm-tooltip .help");
  for (const fact of await help.locator("dd").allInnerTexts()) expect(fact).not.toBe("");
  expect(await help.innerText()).not.toContain("∞ … ∞");
  const box = await help.boundingBox();
  const editor = await page.locator(".editor-host").boundingBox();
  expect(box?.y).toBeGreaterThanOrEqual(editor?.y ?? Infinity);
});

test("values are laid out evenly and keep their comments", async () => {
  const page = await visit();
  await paste(
    page,
    VALUES.replace("concurrent: 4 #", "concurrent:    4    #")
      .replace("- name", "-   name")
      .replace("      kubernetes", "        kubernetes")
      .replace("        image", "             image"),
  );
  await page.locator(".editor-host .cm-content").click();
  await page.keyboard.press("Shift+Alt+F");
  expect(await values(page)).toBe(VALUES);
});

test("the form changes the same text and keeps its comments", async () => {
  const page = await visit();
  await paste(page, VALUES);
  await page.getByRole("button", { name: "Form", exact: true }).click();
  expect(await page.locator("#form-config-concurrent").inputValue()).toBe("4");
  await page.locator("#form-config-concurrent").fill("9");
  await page.locator("#form-config-runners-0--kubernetes-cpu_limit").fill("2");
  await expect.poll(() => shown(page)).toContain('cpu_limit = "2"');
  expect(await values(page)).toBe(`${VALUES.replace("concurrent: 4", "concurrent: 9")}        cpu_limit: "2"\n`);
});

test("a finding from before an edit leads to where it is now", async () => {
  const page = await visit();
  await paste(page, "gitlabUrl: https://gitlab.example.com\nrunnerToken: none\nconfig:\n  concurent: 4\n");
  await page.locator(".problems summary").click();
  await page.locator(".problems .finding.error").waitFor();
  await page.locator(".editor-host .cm-line").first().click();
  await page.keyboard.press("Home");
  // Faster than anything can be checked in between.
  await page.evaluate(() => {
    const view = document.querySelector(".editor-host .code")?.shadowRoot?.querySelector(".cm-content");
    const data = new DataTransfer();
    data.setData("text/plain", "# one\n# two\n");
    view?.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    document.querySelector<HTMLElement>(".problems .finding.error")?.click();
  });
  await page.keyboard.type("concurrent");
  expect(await values(page)).toBe(
    "# one\n# two\ngitlabUrl: https://gitlab.example.com\nrunnerToken: none\nconfig:\n  concurrent: 4\n",
  );
});
