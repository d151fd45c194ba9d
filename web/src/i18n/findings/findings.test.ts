import { readdirSync, readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { translator } from "./match.ts";
import { zh } from "./zh.ts";

const root = new URL("../../../../", import.meta.url);
const inChinese = translator(zh);

/** The rules of the engine: each has a page, which its own tests keep current. */
const rules = readdirSync(new URL("docs/rules", root))
  .filter((name) => name !== "README.md")
  .map((name) => name.replace(/\.md$/, ""));

/** The codes of what an import says, as they stand where it says them. */
const importCodes = readdirSync(new URL("crates/runner-stack/src/import", root))
  .map((name) => readFileSync(new URL(`crates/runner-stack/src/import/${name}`, root), "utf8"))
  .flatMap((source) => [...source.matchAll(/\.(?:warn|warn_with_help|error)\(\s*"([a-z-]+)"/g)])
  .map(([, code = ""]) => code);

test("there is something to look at", () => {
  expect(rules).toContain("unknown-key");
  expect(importCodes).toContain("ignored-key");
});

test.each([...new Set([...rules, ...importCodes])])("%s has a title and advice in Chinese", (code) => {
  expect(zh.rules[code]?.title).toMatch(/[\u4e00-\u9fff]/);
  expect(zh.rules[code]?.advice).toMatch(/[\u4e00-\u9fff]/);
});

/** Every message in the engine's own cases, with its help. */
function reported(code: string): { message: string; help?: string }[] {
  const text = readFileSync(new URL(`tests/check/${code}.txt`, root), "utf8");
  const blocks = text.split("\n\n").flatMap((block) => block.split(/\n(?=-- |(?:error|warning|note)\[)/));
  return blocks.flatMap((block) => {
    const message = /^(?:-- want --\n)?(?:error|warning|note)\[[\w-]+\]: (.*)/m.exec(block)?.[1];
    const help = /^ *= help: (.*)/m.exec(block)?.[1];
    return message === undefined ? [] : [{ message, ...(help === undefined ? {} : { help }) }];
  });
}

const cases = readdirSync(new URL("tests/check", root)).map((name) => name.replace(/\.txt$/, ""));

test.each(cases)("all that the engine's cases of %s say is said in Chinese, word for word", (code) => {
  const found = reported(code);
  expect(found.length).toBeGreaterThan(0);
  for (const { message, help } of found) {
    const said = inChinese.finding({ code, message, help });
    expect(said.original, `${message}\n${help ?? ""}`).toBeUndefined();
    for (const text of [said.message, said.help ?? "中"]) {
      expect(text, message).toMatch(/[\u4e00-\u9fff]/);
      // Names and values stay as they are; sentences do not.
      expect(text.replace(/`[^`]*`|"[^"]*"/g, "")).not.toMatch(/[a-z]{3,} [a-z]{2,} [a-z]{2,}/);
    }
  }
});

/** Why a text is no YAML: every sentence in the sources of the reader, but for those that no text can bring about. */
const yamlReasons = ["scanner", "parser", "tag", "scalar", "chars"]
  .map((name) => readFileSync(new URL(`crates/helm-render/src/yaml/${name}.rs`, root), "utf8"))
  .flatMap((source) => source.split("\n"))
  .filter((line) => !/^\s*(\/\/|#\[)|token queue/.test(line))
  .flatMap((line) => [...line.matchAll(/"([a-z][^"{]* [^"{]*)"/g)].map(([, words = ""]) => words));

test("the reader of YAML has many reasons", () => {
  expect(yamlReasons.length).toBeGreaterThan(40);
  expect(yamlReasons).toContain("mapping values are not allowed in this context");
});

test.each(yamlReasons)("%s is said in Chinese", (reason) => {
  const said = inChinese.finding({ code: "invalid-yaml", message: `this is not valid YAML: ${reason}` });
  expect(said.original).toBeUndefined();
  expect(said.message).toMatch(/^YAML 语法错误：.*[\u4e00-\u9fff]/);
  expect(said.message).not.toContain(reason);
});

/**
 * What the chart refuses: every problem in its templates, with something at each place, but for what the schema
 * refuses before: wrong types, values out of range, keys that are missing.
 */
const problems = readdirSync(new URL("chart/templates", root))
  .map((name) => readFileSync(new URL(`chart/templates/${name}`, root), "utf8"))
  .flatMap((text) => [...text.matchAll(/(?:ap|pre)pend \$(?:stack\.)?problems (?:\(printf )?"((?:[^"\\]|\\.)*)"/g)])
  .map(([, words = ""]) => words)
  .filter((words) => !/ must be (%s|a map)| names no Secret|^(startMode|concurrent) is /.test(words))
  .map((words) => words.replace("runner-token%s", "runner-token, or config.runners[0].tokenFrom.secretName to one"))
  .map((words) => words.replace(/^%s/, "runner 1 (fleet)").replaceAll(/%[sqdv]/g, "7"));

test("the chart refuses many things", () => {
  expect(problems.length).toBeGreaterThan(10);
  expect(problems.join()).not.toContain("%");
});

test.each(problems)("%s is said in Chinese, alone and with others", (problem) => {
  for (const reasons of [problem, `${problem}; ${problem}`]) {
    const message = `the chart does not render with this file alone: ${reasons}`;
    const said = inChinese.finding({ code: "cannot-render", message });
    expect(said.original).toBeUndefined();
    expect(said.message).toMatch(/^仅凭此文件无法渲染 Chart：.*[\u4e00-\u9fff]/);
    expect(said.message).not.toMatch(/ is | has | are | must | needs | of | with | and | to /);
  }
});

test.each(["sentences", "parts"] as const)("none of the %s is taken for another one", (list) => {
  const alone = zh[list].map((pair) => translator({ rules: {}, sentences: [pair], parts: [] }).sentence);
  for (const [index, [english]] of zh[list].entries()) {
    const text = english.replaceAll(/\{\w+#\}/g, "7").replaceAll(/\{\w+[*;]?\}/g, "`x`");
    const first = alone.findIndex((say) => say(text) !== text);
    expect(zh[list][first]?.[0]).toBe(zh[list][index]?.[0]);
  }
});

test("names and values stand in the Chinese sentence as they are", () => {
  const said = inChinese.finding({
    code: "unknown-key",
    message: "unknown key `concurent`",
    help: "did you mean `concurrent`?",
  });
  expect(said).toEqual({ message: "未知的键 `concurent`", help: "是否想写 `concurrent`？", original: undefined });
});

test("a value that looks like a place of a template is text", () => {
  const said = inChinese.finding({ code: "unknown-key", message: "unknown key `{key} $&`" });
  expect(said.message).toBe("未知的键 `{key} $&`");
});

test("a sentence that nobody has translated is named by its rule, with the engine's words", () => {
  const said = inChinese.finding({ code: "tls-off", message: "something new", help: "do this" });
  expect(said.message).toBe(zh.rules["tls-off"]?.title);
  expect(said.original).toBe("something new\ndo this");
});
