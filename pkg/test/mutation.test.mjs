// Ten thousand malformed inputs: each call gives a result or an error of ours, and the instance works as before.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { RunnerStackError, check, render } from "runner-stack";

const folder = join(import.meta.dirname, "../../examples");
const examples = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));

/** A generator with a fixed seed, so that a failure comes again. */
function numbers(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function mutated(next) {
  let text = examples[next(examples.length)];
  for (let change = next(4); change >= 0; change -= 1) {
    const at = next(text.length);
    const end = at + next(20);
    const strange = ["\ud800", "\u0000", "\t", "{", "]", "&a *a", "!!binary ", "{{", "\r", "é", "- ", ": ", "'", '"', "|\n", "\n\n", "9e999"];
    const piece = [strange[next(strange.length)], "", text.slice(end, end + next(200))][next(3)];
    text = text.slice(0, at) + piece + text.slice(end);
  }
  return text;
}

test("ten thousand malformed inputs leave the package usable", () => {
  const next = numbers(5);
  const before = render(examples[0]).text;
  let failed = 0;
  for (let count = 0; count < 10_000; count += 1) {
    const text = mutated(next);
    try {
      if (count % 4 === 0) render(text);
      else check(text);
    } catch (error) {
      assert.ok(error instanceof RunnerStackError, `${error}\n${text}`);
      assert.notEqual(error.code, "internal", `${error.message}\n${text}`);
      failed += 1;
    }
  }
  assert.ok(failed > 100, `only ${failed} inputs were refused`);
  assert.equal(render(examples[0]).text, before);
});
