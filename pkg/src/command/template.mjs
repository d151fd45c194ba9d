// `template`: `helm template` for any chart.

import { existsSync, lstatSync, readdirSync, realpathSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { Chart } from "../node.mjs";
import { boolean, lists, nativeOnly, pairs } from "./arguments.mjs";
import { isColoured } from "./findings.mjs";
import { CODES, Ended, complain, content, goError, isFolder, print } from "./io.mjs";
import { checkVersion } from "./render.mjs";
import { draw } from "./snippet.mjs";
import { setOptions } from "./values.mjs";

const fail = (message, code = CODES.couldNotRun, helps = []) =>
  Ended.because(`Error: ${message}\n${helps.map((help) => `  = help: ${help}\n`).join("")}`, code);

export function template(given) {
  const files = lists(given.values, "-f, --values", (message) => fail(message));
  const apiVersions = lists(given["api-versions"], "-a, --api-versions", (message) => fail(message));
  const labels = pairs(given.labels, "-l, --labels", (message) => fail(message));
  refuse(given);
  const kubeVersion = given["kube-version"] || undefined;
  if (kubeVersion !== undefined) checkVersion(kubeVersion, (message) => `Error: ${message}\n`);
  const isDebug = given.debug ?? boolean(process.env.HELM_DEBUG ?? "") === true;
  const note = (text) => isDebug && complain(`template: [debug] ${text}\n`);
  note(`Original chart version: ${JSON.stringify(given.version ?? "")}`);
  if (!given.version && given.devel) note("setting version to >0.0.0-0");
  const [name, path] = nameAndChart(given);
  const folder = located(path);
  note(`CHART PATH: ${folder}\n`);
  const values = files.map((file) => ({ name: file, text: valuesText(file) }));
  const options = {
    ...setOptions(given),
    readFile: (file) => reading(file),
    name,
    namespace: namespace(given),
    kubeVersion,
    apiVersions,
    isUpgrade: given["is-upgrade"],
    includeCrds: given["include-crds"],
    showOnly: given["show-only"],
    hooks: given["no-hooks"] ? "none" : given["skip-tests"] ? "without-tests" : "all",
    skipSchemaValidation: given["skip-schema-validation"],
    subchartNotes: given["render-subchart-notes"],
  };
  mergeable(values, options);
  const chart = load(folder);
  checkRelease(given, labels);
  let rendered;
  try {
    rendered = chart.render(values, options);
  } catch (error) {
    report(error, chart, isDebug);
  }
  complain(rendered.warnings.map((warning) => `${warning}\n`).join(""));
  print(rendered.text);
}

/** Refuses what needs a cluster, a network or keys. */
function refuse(given) {
  if (given.validate) {
    fail("--validate asks a cluster, and template talks to none", CODES.couldNotRun, [
      "without a cluster, pipe the output to a schema validator such as kubeconform; with one, to `kubectl apply --dry-run=server -f -`",
    ]);
  }
  if (given.verify) {
    fail("--verify checks signatures, which template does not", CODES.couldNotRun, [
      "check the archive first: `helm verify CHART.tgz`, or gpg with its .prov file",
    ]);
  }
  // It asks a cluster when a chart calls lookup, which only the native command notices.
  if (["server", "none", "false"].includes(given["dry-run"])) nativeOnly(`--dry-run=${given["dry-run"]}`);
}

/** What is only checked, since nothing is installed. */
function checkRelease(given, labels) {
  const mode = given["dry-run"];
  if (mode !== undefined && !["", "true", "client"].includes(mode)) {
    fail("Invalid dry-run flag. Flag must one of the following: false, true, none, client, server");
  }
  const reserved = ["name", "owner", "status", "version", "createdAt", "modifiedAt"];
  if (labels.some((key) => reserved.includes(key))) {
    fail("user supplied labels contains system reserved label name. System labels: [name owner status version createdAt modifiedAt]");
  }
}

/** The release name and the chart, out of one or two arguments. */
function nameAndChart({ operands, "generate-name": isGenerated }) {
  if (operands.length === 0) {
    fail('"runner-stack template" requires at least 1 argument', CODES.couldNotRun, ["give a chart: runner-stack template [NAME] CHART"]);
  }
  if (operands.length > 2) fail(`expected at most two arguments, unexpected arguments: ${operands.slice(2).join(", ")}`);
  if (operands.length === 1) return ["release-name", operands[0]];
  if (isGenerated) fail("cannot set --generate-name and also specify a name");
  return operands;
}

/** Where the chart is, or an error that says how to get it here. */
function located(chart) {
  const name = chart.trim();
  if (name !== "" && existsSync(name)) return resolve(name);
  const download = (command) => [
    `template does not download; fetch the chart first (\`${command}\`) and give the folder or the .tgz file`,
  ];
  const scheme = /^(.*?):\/\//.exec(name)?.[1];
  if (scheme === "oci") return fail(`the chart ${name} is in a registry`, CODES.couldNotRun, download(`helm pull ${name}`));
  if (scheme !== undefined) return fail(`the chart ${name} is behind a URL`, CODES.couldNotRun, download(`curl -fLO ${name}`));
  if (name.startsWith("/") || name.startsWith(".") || name === "") {
    return fail(`path "${name}" not found`, CODES.couldNotRun, [
      "give the folder of a chart, which holds Chart.yaml, or a packaged chart (.tgz)",
    ]);
  }
  return fail(`path "${name}" not found, and charts of repositories are not looked up`, CODES.couldNotRun, download(`helm pull ${name} --untar`));
}

/** The content of a file or of standard input; the reason of a failure is in Go's words. */
function reading(file) {
  if (file.trim() === "-") return content(0);
  if (/^(https?|oci):\/\//.test(file)) throw new Error(`${file} is a URL, and files are read from this machine only`);
  try {
    return content(file);
  } catch (error) {
    throw new Error(goError(error.code === "EISDIR" ? "read" : "open", file, error));
  }
}

function valuesText(file) {
  try {
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(reading(file));
  } catch (error) {
    const isUrl = /^(https?|oci):\/\//.test(file);
    return fail(error.message, CODES.couldNotRun, isUrl ? [piped(file)] : []);
  }
}

const piped = (url) => `template does not download; \`curl -fsSL ${url} | runner-stack template … -f -\` does`;

/** Values that cannot be read come first, before the chart is looked at. */
function mergeable(values, options) {
  try {
    Chart.fromFiles({ "Chart.yaml": "apiVersion: v2\nname: none\nversion: 0.1.0\n" }).render(values, options);
  } catch (error) {
    const isUnreadable = options.setFile.length > 0 && /: (open|read) |is a URL/.test(error.message);
    const url = /(\S+) is a URL/.exec(error.message)?.[1];
    if (isUnreadable) fail(error.message, CODES.couldNotRun, url === undefined ? [] : [piped(url)]);
    if (error.code === "values") fail(error.message, CODES.findings);
  }
}

function load(path) {
  try {
    if (isFolder(path)) return Chart.fromFiles(folderFiles(path));
    let archive;
    try {
      archive = content(path);
    } catch (error) {
      return fail(goError("open", path, error));
    }
    return Chart.fromArchive(archive, path);
  } catch (error) {
    if (error instanceof Ended) throw error;
    return fail(error.message, CODES.findings);
  }
}

/** The files of a chart's folder, links followed, as Helm walks it. */
function folderFiles(folder) {
  const files = [];
  const walk = (path, name) => {
    for (const entry of readdirSync(path).sort()) {
      const [inside, below] = [join(path, entry), name === "" ? entry : `${name}/${entry}`];
      if (lstatSync(inside).isSymbolicLink()) {
        const target = realpathSync(inside);
        complain(`walk.go:75: found symbolic link in path: ${inside} resolves to ${target}. Contents of linked file included and used\n`);
      }
      if (statSync(inside).isDirectory()) walk(inside, below);
      else files.push([below, content(inside)]);
    }
  };
  try {
    walk(folder, "");
  } catch (error) {
    if (error instanceof Ended) throw error;
    fail(goError("open", error.path ?? folder, error), CODES.findings);
  }
  return files;
}

/** The namespace of the release: as given, else `HELM_NAMESPACE`, else the kubeconfig's, else `default`. */
function namespace(given) {
  const wanted = given.namespace ?? process.env.HELM_NAMESPACE ?? "";
  if (wanted !== "") return wanted;
  const listed = (process.env.KUBECONFIG ?? "").split(delimiter).filter((path) => path !== "");
  const paths = given.kubeconfig ? [given.kubeconfig] : listed.length > 0 ? listed : [join(homedir(), ".kube/config")];
  const contexts = new Map();
  let current = "";
  for (const path of paths) {
    let config;
    try {
      config = parsed(content(path));
    } catch (error) {
      // A kubeconfig that cannot be read counts as none.
      if (error.code === "ENOENT") continue;
      return "default";
    }
    current ||= typeof config["current-context"] === "string" ? config["current-context"] : "";
    for (const { name, context } of Array.isArray(config.contexts) ? config.contexts : []) {
      if (!contexts.has(name)) contexts.set(name, context?.namespace);
    }
  }
  const found = contexts.get((given["kube-context"] ?? process.env.HELM_KUBECONTEXT) || current);
  return typeof found === "string" && found !== "" ? found : "default";
}

/** YAML as data: the engine reads it, so that no other parser is needed. */
function parsed(bytes) {
  const chart = Chart.fromFiles({
    "Chart.yaml": "apiVersion: v2\nname: none\nversion: 0.1.0\n",
    "templates/NOTES.txt": "{{ toJson .Values }}",
  });
  return JSON.parse(chart.render(new TextDecoder().decode(bytes)).notes);
}

/** Steps of the way to the error that are shown; recursion makes thousands. */
const MAX_STEPS = 4;

/** Reports an error of a template in Helm's words, then the lines that led there. */
function report(error, chart, isDebug) {
  complain(error.warnings.map((warning) => `${warning}\n`).join(""));
  if (error.partialOutput !== undefined && isDebug) print(`${error.partialOutput.trim()}\n`);
  const advice = error.partialOutput !== undefined && !isDebug ? "\nUse --debug flag to render out invalid YAML\n" : "";
  const helps = error.diagnostics.flatMap(({ help }) => (help === undefined ? [] : [help]));
  const snippets = steps(error, chart);
  const drawing = snippets.length + helps.length === 0 ? "" : `\n${draw({ snippets, help: helps }, isColoured(2))}\n`;
  Ended.because(`Error: ${error.message}\n${advice}${drawing}`, CODES.findings);
}

function steps({ trace, place }, chart) {
  const all = trace.map(({ template, line, column, node }) => ({ template, line, column, node }));
  const last = all.at(-1);
  const isLast = ({ template, line, column }) => last?.template === template && last.line === line && last.column === column;
  if (place !== undefined && !isLast(place)) all.push({ ...place, node: "" });
  const distinct = all.filter((step, index) => JSON.stringify(step) !== JSON.stringify(all[index - 1]));
  const snippets = [];
  for (const step of distinct.toReversed().slice(0, MAX_STEPS)) {
    const source = chart.template(step.template);
    if (source === undefined) continue;
    const label = snippets.length === 0 ? {} : { label: "called from here" };
    snippets.push({ path: step.template, source, ...span(source, step), ...label });
  }
  return snippets;
}

/** The part of the template that a step means. */
function span(source, { line, column, node }) {
  const lines = source.split("\n");
  const start = lines.slice(0, Math.max(line, 1) - 1).reduce((sum, text) => sum + text.length + 1, 0);
  const text = (lines[Math.max(line, 1) - 1] ?? "").replace(/\r$/, "");
  if (column === undefined) {
    const indent = text.length - text.trimStart().length;
    return { start: start + indent, end: start + Math.max(indent, text.trimEnd().length) };
  }
  const at = Math.min(column - 1, text.length);
  for (let from = text.indexOf(node); node !== "" && from >= 0; from = text.indexOf(node, from + node.length)) {
    if ((from <= at && at < from + node.length) || from === at + 1) return { start: start + from, end: start + from + node.length };
  }
  return { start: start + at, end: start + at + ([...text.slice(at)][0] ?? "").length };
}
