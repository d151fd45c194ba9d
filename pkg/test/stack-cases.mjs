// The stack for all examples and chart values: what the native command prints.

import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");
const native = process.env.RUNNER_STACK ?? join(root, "target/release/runner-stack");
const printed = (...args) => execFileSync(native, args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });

const variants = [
  { what: "render", options: {}, args: [] },
  {
    what: "render, masked, in a namespace",
    options: { name: "team-a", namespace: "ci", secrets: "mask", set: ["fullnameOverride=ci"] },
    args: ["team-a", "-n", "ci", "--mask-secrets", "--set", "fullnameOverride=ci"],
  },
];

export const files = ["examples", "chart/ci"].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => `${folder}/${name}`),
);

/** Each case has what to give to the package, and the bytes that are to come. */
export const cases = files.flatMap((file) => {
  const values = [{ name: file, text: readFileSync(join(root, file), "utf8") }];
  return variants.map(({ what, options, args }) => ({
    name: `${file}: ${what}`,
    values,
    options,
    text: printed("render", ...args, "-f", file),
    config: printed("config", ...args, "-f", file),
  }));
});
