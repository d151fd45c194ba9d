// The conformance suite through the built package: what the real Helm printed, byte for byte.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as api from "runner-stack";
import { difference, parse } from "./helm-case.js";
import { cases, isSlow, skipped } from "./helm-cases.mjs";

for (const { name, text } of cases) {
  const parsed = parse(text);
  test(name, { skip: parsed.isForTheCommand || skipped.has(name) || (isSlow(name) && !process.env.SLOW) }, () => {
    assert.equal(difference(api, parsed), "");
  });
}
