// The command lines that give what the page shows.

import type { Release, Source } from "../state/state.ts";

/** What a command line gives. */
export type Purpose = "render" | "apply" | "config" | "check" | "chart" | "kit" | "helm";

/** A command line. */
export interface CommandLine {
  readonly purpose: Purpose;
  readonly line: string;
}

/** The default name of a release, as the command has it. */
const STACK_NAME = "gitlab-runner";

/** The command lines for a release; they read the values from a file of that name. */
export function commandLines(source: Source, release: Release, valuesFile = "values.yaml"): CommandLine[] {
  const file = `-f ${quote(valuesFile)}`;
  const namespace = release.namespace === "" || release.namespace === "default" ? [] : ["-n", quote(release.namespace)];
  const version = release.kubeVersion === "" ? [] : ["--kube-version", quote(release.kubeVersion)];
  const line = (...parts: readonly (string | readonly string[])[]) => parts.flat().join(" ");
  if (source.kind === "chart") {
    const chart = `./${quote(source.name)}`;
    const name = quote(release.name === "" ? "release-name" : release.name);
    return [
      { purpose: "render", line: line("runner-stack template", name, chart, namespace, version, file) },
      { purpose: "helm", line: line("helm template", name, chart, namespace, version, file) },
    ];
  }
  const name = release.name === "" || release.name === STACK_NAME ? [] : [quote(release.name)];
  const render = line("runner-stack render", name, namespace, version, file);
  return [
    { purpose: "render", line: render },
    { purpose: "apply", line: line(render, "| kubectl apply", namespace, "-f -") },
    { purpose: "config", line: line("runner-stack config", name, namespace, version, file) },
    { purpose: "check", line: line("runner-stack check", quote(valuesFile)) },
    { purpose: "chart", line: line("runner-stack chart -o . --package", file) },
    { purpose: "kit", line: line("runner-stack kit", name, namespace, version, file, "-o kit") },
    {
      purpose: "helm",
      line: line("helm install", name.length === 0 ? STACK_NAME : name, "./chart", namespace, file),
    },
  ];
}

/** A word that a shell takes as it is. */
export function quote(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
