// The stack through the built package gives the bytes of the native command, for all examples and chart values.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as api from "runner-stack";
import { cases } from "./stack-cases.mjs";

for (const { name, values, options, text, config } of cases) {
  test(name, () => {
    const rendered = api.render(values, options);
    assert.equal(rendered.text, text);
    assert.equal(rendered.config.text, config);
    assert.equal(api.config(values, options).text, config);
  });
}
