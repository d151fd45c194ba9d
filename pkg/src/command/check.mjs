// `check`.

import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { checkFiles } from "../node.mjs";
import { usage } from "./arguments.mjs";
import { Ended, attempt, content, isFolder, print } from "./io.mjs";
import { nearest } from "./nearest.mjs";
import { FORMATS, isColoured, leadsTo, rules, shown, summary } from "./findings.mjs";

export function check(given) {
  const { operands, allow, deny, explain, list, format = "human" } = given;
  const folder = address(given["rules-url"] ?? process.env.RUNNER_STACK_RULES_URL);
  if (explain !== undefined) return print(rules().pages[explain] ?? noRule(explain));
  if (list) return print(rules().table);
  if (operands.length === 0) usage("the following required arguments were not provided:\n  <FILE>...");
  const options = { runnerVersion: given["runner-version"], allow: allow.flatMap((codes) => codes.split(",")) };
  for (const code of options.allow) if (rules().pages[code] === undefined) noRule(code, `--allow ${code}: `);
  checkVersion(options.runnerVersion);
  const { files, findings } = checked(targets(operands), options);
  const texts = new Map(files.map(({ name, text }) => [name, new TextDecoder().decode(text)]));
  if (format === "human") {
    const isStyled = isColoured(1);
    const { pages } = rules();
    const each = findings.map((finding) => `${shown(finding, texts.get(finding.file), isStyled, leadsTo(finding.code, pages, folder))}\n\n`);
    print(each.join("") + summary(findings, files.length));
  } else print(FORMATS[format](findings, texts, folder));
  const bad = deny === "warnings" ? ["error", "warning"] : ["error"];
  if (findings.some(({ severity }) => bad.includes(severity))) Ended.withFindings();
}

function noRule(code, prefix = "") {
  const near = nearest(code, Object.keys(rules().pages));
  const hint = near === undefined ? "" : `; did you mean ${near}?`;
  return Ended.because(`error: ${prefix}there is no rule ${code}${hint} (\`runner-stack check --list\` shows all)\n`);
}

/** The address of the pages of the rules, which ends with a slash. */
function address(text) {
  if (text === undefined) return undefined;
  if (!/^(https?:\/\/|file:\/\/\/)[!$-;=@-[\]_a-z~]+$/.test(text)) {
    usage(`invalid value '${text}' for '--rules-url <URL>': give the address of a folder, such as https://example.com/runner-stack/rules/`);
  }
  return text.endsWith("/") ? text : `${text}/`;
}

function checkVersion(version) {
  try {
    checkFiles([], { runnerVersion: version });
  } catch {
    Ended.because(`error: --runner-version ${version}: give a version such as 18.10 or v19.4.0\n`);
  }
}

/** What is found in files; files of a folder that are none of ours are left out. */
function checked(targets, options) {
  const read = targets.map(({ path, isNamed }) => {
    const name = path === "-" ? "standard input" : path;
    const what = path === "-" ? "could not read standard input" : `could not read ${path}`;
    return { name, isNamed, text: attempt(() => content(path === "-" ? 0 : path), what) };
  });
  const files = read.filter((file) => {
    if (file.isNamed) return true;
    return !checkFiles([file], options).some(({ code }) => code === "unknown-kind" || code === "empty-file");
  });
  return { files, findings: checkFiles(files, options) };
}

function targets(operands) {
  return operands.flatMap((path) => {
    if (!isFolder(path)) return [{ path, isNamed: true }];
    const found = walk(path);
    if (found.length === 0) Ended.because(`error: ${path} holds no .yaml, .yml or .toml file\n`);
    return found;
  });
}

/** The files of a folder, sorted; hidden ones and templates of charts are left out, and links are not followed. */
function walk(folder) {
  const names = attempt(() => readdirSync(folder), `could not read the folder ${folder}`);
  names.sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
  const isChart = names.includes("Chart.yaml");
  return names.flatMap((name) => {
    const path = join(folder, name);
    const entry = lstatSync(path, { throwIfNoEntry: false });
    if (entry === undefined || name.startsWith(".")) return [];
    if (entry.isDirectory()) {
      const isLeftOut = name === "node_modules" || (isChart && ["templates", "charts", "crds"].includes(name));
      return isLeftOut ? [] : walk(path);
    }
    const isOurs = entry.isFile() && /.\.(ya?ml|toml)$/.test(name) && !(isChart && name === "Chart.yaml");
    return isOurs ? [{ path, isNamed: false }] : [];
  });
}
