// `render` and `config`.

import { existsSync, readdirSync } from "node:fs";
import { isatty } from "node:tty";
import { join } from "node:path";
import { Chart, RunnerStackError, config as configOf, render as renderOf } from "../node.mjs";
import { lists, usage } from "./arguments.mjs";
import { Ended, attempt, complain, isFolder, print, writeFile } from "./io.mjs";
import { checked } from "./values.mjs";

const MASKED = "note: the data of Secrets is masked on a terminal; a pipe or file gets it, --show-secrets shows it\n";

export function render(given) {
  if (given.force && given["output-dir"] === undefined) {
    usage("the following required arguments were not provided:\n  --output-dir <DIR>");
  }
  const { files, options } = prepared(given);
  const stack = (secrets) => rendered(() => renderOf(files, { ...options, showOnly: given["show-only"], secrets }));
  const folder = given["output-dir"];
  const isMasked = given["mask-secrets"] || (folder === undefined && isatty(1) && !given["show-secrets"]);
  const { text, manifests, notes, warnings } = stack(isMasked ? "mask" : "show");
  for (const warning of warnings) complain(`warning: ${warning}\n`);
  if (given.notes) complain(`${notes}\n`);
  if (folder !== undefined) return writeFolder(folder, manifests, given.force);
  print(text);
  if (isMasked && !given["mask-secrets"] && stack("show").text !== text) complain(MASKED);
}

export function config(given) {
  const { files, options } = prepared(given);
  const isMasked = given["mask-secrets"] || (isatty(1) && !given["show-secrets"]);
  print(rendered(() => configOf(files, { ...options, secrets: isMasked ? "mask" : "show" })).text);
}

/** Values without mistakes, and the options that the arguments give. */
function prepared(given) {
  if (given["show-secrets"] && given["mask-secrets"]) {
    usage("the argument '--show-secrets' cannot be used with '--mask-secrets'");
  }
  const { files, options } = checked(given);
  const kubeVersion = given["kube-version"];
  if (kubeVersion !== undefined) checkVersion(kubeVersion, (message) => `error: --kube-version ${kubeVersion}: ${message}\n`);
  const apiVersions = lists(given["api-versions"], "-a, --api-versions", (message) => Ended.because(`error: ${message}\n`));
  const namespace = given.namespace ?? process.env.HELM_NAMESPACE ?? "default";
  return {
    files,
    options: { ...options, name: given.operands[0], namespace, kubeVersion, apiVersions, includeCrds: given["include-crds"] },
  };
}

/** Ends the command when it is no version; `worded` makes the message. */
export function checkVersion(kubeVersion, worded) {
  try {
    Chart.fromFiles({ "Chart.yaml": "apiVersion: v2\nname: none\nversion: 0.1.0\n" }).render(null, { kubeVersion });
  } catch (error) {
    Ended.because(worded(error.message));
  }
}

/** What a call gives; an error of the render is reported. */
function rendered(run) {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof RunnerStackError)) throw error;
    // What the engine refuses has findings; what is wrong with the call has none.
    if ((error.code === "argument" && error.diagnostics.length === 0) || error.code === "internal") return Ended.because(`error: ${error.message}\n`);
    // The chart's own checks list all problems in one message; they read best without Go's frame.
    const text = error.code === "fail" || error.code === "required" ? error.reason.trim() : error.message;
    const helps = error.diagnostics.flatMap(({ help }) => (help === undefined ? [] : [`  = help: ${help}\n`]));
    complain(`error: ${text}\n${helps.join("")}`);
    return Ended.withFindings();
  }
}

function writeFolder(folder, manifests, isForced) {
  const contents = new Map();
  const order = [...manifests.filter(({ hook }) => hook === undefined), ...manifests.filter(({ hook }) => hook !== undefined)];
  for (const { source, text } of order) {
    const path = join(folder, source);
    contents.set(path, `${contents.get(path) ?? ""}---\n# Source: ${source}\n${text}\n`);
  }
  if (!isForced) refuseOthers(folder, contents);
  for (const [path, text] of [...contents].sort(([one], [other]) => (one < other ? -1 : 1))) writeFile(path, text);
  for (const { source } of order) print(`wrote ${join(folder, source)}\n`);
}

/** A folder that holds other files is left alone. */
function refuseOthers(folder, ours) {
  if (!existsSync(folder)) return;
  if (!isFolder(folder)) Ended.because(`error: ${folder} is a file; give a folder\n`);
  const entries = attempt(() => readdirSync(folder, { recursive: true, withFileTypes: true }), `could not read the folder ${folder}`);
  const paths = entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  const others = paths.filter((path) => !ours.has(path)).sort();
  if (others.length === 0) return;
  const more = others.length === 1 ? "" : ` and ${others.length - 1} more`;
  Ended.because(
    `error: the output folder ${folder} holds other files (${others[0]}${more}); nothing was written: give an empty folder, or --force to write beside them\n`,
  );
}
