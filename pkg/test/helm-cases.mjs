// The conformance suite's cases that are about rendering: what the real Helm printed.

import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

const root = join(import.meta.dirname, "../../tests/helm");
const named = (file) =>
  readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.split(" ")[0]);

/** Cases that `skip.txt` there, or `helm-skip.txt` here, gives a reason for. */
export const skipped = new Set([...named(join(root, "skip.txt")), ...named(join(import.meta.dirname, "helm-skip.txt"))]);

/** Keys of thousands of bits take a minute in all; the environment variable SLOW lets them run in Node. */
export const isSlow = (name) =>
  /^functions\/crypto\/(derive-password|gen-private-key-(an-empty|kinds-of|dsa)|gen-self-signed-cert-with-key-a-given)/.test(name);

export const cases = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".txt"))
  .map((entry) => relative(root, join(entry.parentPath, entry.name)))
  .filter((path) => path.includes("/"))
  .sort()
  .map((path) => ({ name: path.replace(/\.txt$/, ""), text: readFileSync(join(root, path), "utf8") }));
