// `complete` and `hover`, on the cases below `tests/editor` and on every key of the examples.
//
// In the section `text` of a case a broken bar stands for the cursor. `offers` names what is offered, in this order and
// with other things between, and behind `=>` the text to insert, line ends as `\n`; `only` is all of it, `never` is not
// offered, `none` stands for nothing. `word` is what would be replaced. `hover` names facts, `under` the text they are
// about, `no-hover` stands for none.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { RunnerStackError, complete, explain, hover } from "runner-stack";

const root = join(import.meta.dirname, "../..");
const folder = join(root, "tests/editor");

function sections(text) {
  const parts = text.split(/^-- (.*) --\n/m).slice(1);
  return new Map(parts.flatMap((name, index) => (index % 2 === 0 ? [[name, parts[index + 1].replace(/\n$/, "")]] : [])));
}

for (const name of readdirSync(folder).sort()) {
  test(name.replace(/\.txt$/, ""), () => {
    const found = sections(readFileSync(join(folder, name), "utf8"));
    const marked = found.get("text");
    const offset = marked.indexOf("¦");
    assert.ok(offset >= 0 && found.size > 1, "the case says nothing");
    const text = marked.replace("¦", "");
    const { range, items } = complete(text, offset);
    const labels = items.map(({ label }) => label);
    const written = (at) => text.slice(at.start.offset, at.end.offset);
    const lines = (section) => found.get(section)?.split("\n") ?? [];
    let last = -1;
    for (const line of lines("offers")) {
      const [label, insert] = line.split(" => ");
      const at = labels.indexOf(label);
      assert.ok(at > last, `${label} is not offered, or too early: ${labels}`);
      if (insert !== undefined) assert.equal(items[at].insert, insert.replaceAll("\\n", "\n"));
      last = at;
    }
    for (const label of lines("never")) assert.ok(!labels.includes(label), `${label} is offered`);
    if (found.has("only")) assert.deepEqual(labels, lines("only"));
    if (found.has("none")) assert.deepEqual(labels, []);
    if (found.has("word")) assert.equal(written(range), found.get("word"));
    const shown = hover(text, { offset });
    if (found.has("no-hover")) assert.equal(shown, undefined);
    for (const line of lines("hover")) {
      const [, fact, wanted] = /^(\w+): (.*)$/.exec(line);
      const value = shown?.explanation[fact];
      assert.equal(Array.isArray(value) ? value.join(", ") : String(value), wanted, fact);
    }
    if (found.has("under")) assert.equal(written(shown.range), found.get("under"));
  });
}

/** Keys that people choose. */
const FREE = /^(app|team|node-role|example|ci-|CI_|[A-Z][A-Z_]+$)/;

const examples = readdirSync(join(root, "examples")).filter((name) => name.endsWith(".yaml"));

/** What is known about a key itself, and `undefined` where it should not be. */
const facts = ({ children, ...facts }) => facts;

for (const name of examples) {
  test(`each key of examples/${name} is offered while it is written, and explained`, () => {
    const text = readFileSync(join(root, "examples", name), "utf8");
    let count = 0;
    let start = 0;
    let block;
    for (const line of text.split("\n")) {
      const [, before, key] = /^( *(?:- )*)([A-Za-z_][\w.-]*):(?: |$)/.exec(line) ?? [];
      const indent = line.search(/\S/);
      if (block !== undefined && indent >= 0 && indent <= block) block = undefined;
      if (block === undefined && key !== undefined && !FREE.test(key)) {
        const at = start + before.length;
        const typed = text.slice(0, at + 1) + text.slice(start + line.length);
        const labels = complete(typed, at + 1).items.map(({ label }) => label);
        assert.ok(labels.includes(key), `${line.trim()}: offered are ${labels}`);
        const { range, explanation } = hover(text, at + 1);
        assert.equal(text.slice(range.start.offset, range.end.offset), key);
        assert.equal(explanation.name, key);
        assert.deepEqual(facts(explanation), facts(explain(explanation.path)), "the types say null where nothing is known");
        count += 1;
      }
      if (/[|>][+-]?$/.test(line) && key !== undefined) block = before.length;
      start += line.length + 1;
    }
    assert.ok(count > 3);
  });
}

test("no place of the examples, cut anywhere, is one that harms", () => {
  for (const name of examples) {
    const text = readFileSync(join(root, "examples", name), "utf8");
    for (let at = 0; at <= text.length; at += 7) {
      for (const part of [text, text.slice(0, at)]) {
        const { range } = complete(part, at);
        assert.ok(range.start.offset <= range.end.offset && range.end.offset <= part.length);
        hover(part, at);
      }
    }
  }
});

test("a position is a number, or has one", () => {
  assert.throws(() => complete("a", "1"), RunnerStackError);
  assert.throws(() => hover("a", Number.NaN), RunnerStackError);
  assert.throws(() => complete(1, 1), RunnerStackError);
  assert.deepEqual(complete("conf", 99).range, complete("conf", { offset: 4 }).range);
  assert.equal(hover("", -1), undefined);
});

test("a text that nests without end is no trouble", () => {
  const deep = "[".repeat(100_000);
  assert.deepEqual(complete(`a: ${deep}`, 100_000).items, []);
  assert.deepEqual(complete("- ".repeat(50_000), 100_000).items, []);
});
