import { defineConfig } from "vitest/config";

// One browser at a time: the tests wait for what a user would see, and a busy machine makes them wait longer.
// eslint-disable-next-line no-restricted-syntax -- Vitest reads the default export
export default defineConfig({
  test: {
    root: import.meta.dirname,
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
  },
});
