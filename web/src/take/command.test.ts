import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { commandLines, quote } from "./command.ts";

test("defaults are not written", () => {
  const lines = commandLines({ kind: "stack" }, { name: "gitlab-runner", namespace: "default", kubeVersion: "" });
  expect(lines.find(({ purpose }) => purpose === "render")?.line).toBe("runner-stack render -f values.yaml");
});

test("release, namespace and version are", () => {
  const lines = commandLines({ kind: "stack" }, { name: "team-a", namespace: "ci", kubeVersion: "1.33.0" });
  expect(lines.find(({ purpose }) => purpose === "apply")?.line).toBe(
    "runner-stack render team-a -n ci --kube-version 1.33.0 -f values.yaml | kubectl apply -n ci -f -",
  );
});

test("a shell reads back every word", () => {
  for (const word of ["a b", "it's", "$(rm -rf x)", "`x`", "a\nb", "", "汉字", '"', "\\", "*"]) {
    expect(execFileSync("sh", ["-c", `printf %s ${quote(word)}`], { encoding: "utf8" })).toBe(word);
  }
});
