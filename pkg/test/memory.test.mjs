// Ten thousand renders need no more memory than a few hundred, and no second instance.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { RunnerStackError, render } from "runner-stack";
import { watchMemory } from "./bench/measure.js";

test("memory does not grow over ten thousand renders", () => {
  const memory = watchMemory();
  const values = readFileSync(join(import.meta.dirname, "../../examples/minio.yaml"), "utf8");
  const broken = values.replace("concurrent", "concurent");
  const renders = (count) => {
    for (let index = 0; index < count; index += 1) {
      // What fails has to be cleaned up after as well.
      if (index % 10 === 0) assert.throws(() => render(broken), RunnerStackError);
      else render(values);
    }
  };
  renders(300);
  const before = memory();
  assert.ok(before > 0);
  renders(10_000);
  assert.equal(memory(), before);
});
