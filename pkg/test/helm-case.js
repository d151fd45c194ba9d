// The cases of tests/helm (see the README there) through the package: parsing, arguments, and what Helm does with them.
// Runs in Node and in browsers alike.

const DEFAULT_CHART = "apiVersion: v2\nname: case\nversion: 0.1.0\n";
const FOLDER = "/folder-of-the-case";
const encode = (text) => new TextEncoder().encode(text);
const decode = (bytes) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);

/** Flags of `helm template` that are about the command and not about rendering; the command's own tests have them. */
const COMMAND_ONLY = /^--(name-template|generate-name|output-dir|release-name|nope|include-crds=maybe)\b/m;

export function parse(text) {
  const parsed = { args: [], name: "rel", chart: "case", files: new Map() };
  const sections = [];
  for (const line of text.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
    const words = /^-- (.*) --\n?$/.exec(line)?.[1].split(" ");
    if (words?.every((word) => word !== "" && !/\s/.test(word))) sections.push({ words, body: "" });
    else if (sections.length > 0) sections.at(-1).body += line;
  }
  for (const { words, body } of sections) {
    let content = words.includes("base64") ? Uint8Array.from(atob(body.replace(/\s/g, "")), (c) => c.charCodeAt(0)) : encode(body);
    if (!words.includes("base64") && words.includes("no-newline")) content = encode(body.replace(/\n$/, ""));
    const lines = () => decode(content).split("\n").filter((line, index, all) => index + 1 < all.length || line !== "");
    const [name] = words;
    if (name === "args") parsed.args = lines();
    else if (name === "name") parsed.name = lines()[0];
    else if (name === "chart") parsed.chart = lines()[0] ?? "";
    else if (name === "want") parsed.want = decode(content);
    else if (name === "want-stderr") parsed.wantStderr = decode(content);
    else if (name === "error") parsed.error = decode(content);
    else if (name !== "want-file") parsed.files.set(name.startsWith("../") ? name.slice(3) : `case/${name}`, content);
  }
  if (!parsed.files.has("case/Chart.yaml")) parsed.files.set("case/Chart.yaml", encode(DEFAULT_CHART));
  parsed.isForTheCommand = COMMAND_ONLY.test(parsed.args.join("\n"));
  return parsed;
}

/** What differs from the recording, as a text; nothing when all is equal. */
export function difference(api, parsed) {
  const { stdout, stderr, failed } = run(api, parsed);
  const wanted = parsed.want ?? "";
  if (parsed.error === undefined ? failed || stderr !== (parsed.wantStderr ?? "") : !failed || stderr !== parsed.error) {
    return `--- wanted stderr\n${parsed.error ?? parsed.wantStderr ?? ""}\n+++ got\n${stderr}`;
  }
  return stdout === wanted ? "" : `--- wanted stdout\n${wanted}\n+++ got\n${stdout}`;
}

function run({ Chart }, parsed) {
  let warnings = [];
  const shown = (text) => text.replaceAll(FOLDER, "{dir}");
  try {
    const { options, files } = flags(parsed);
    const path = `${FOLDER}/${parsed.chart}`;
    const archive = parsed.files.get(parsed.chart);
    let chart;
    if (archive !== undefined) chart = Chart.fromArchive(archive, path);
    else {
      const prefix = `${parsed.chart}/`;
      const inside = [...parsed.files].filter(([name]) => name.startsWith(prefix)).map(([name, data]) => [name.slice(prefix.length), data]);
      if (inside.length === 0) throw new Error(`path "${path}" not found`);
      // Values that cannot be read come first, with Helm.
      chart = () => Chart.fromFiles(inside);
    }
    const values = files.map((name) => ({ name, text: decode(readFile(parsed, name)) }));
    const rendered = (typeof chart === "function" ? chart() : chart).render(values, {
      ...options,
      readFile: (name) => readFile(parsed, name),
    });
    warnings = rendered.warnings;
    return { stdout: shown(rendered.text), stderr: shown(lines(warnings)), failed: false };
  } catch (error) {
    warnings = error.warnings ?? [];
    const advice = error.partialOutput === undefined ? "" : "\n\nUse --debug flag to render out invalid YAML";
    return { stdout: "", stderr: shown(`${lines(warnings)}Error: ${error.message}${advice}\n`), failed: true };
  }
}

const lines = (texts) => texts.map((text) => `${text}\n`).join("");

function readFile(parsed, path) {
  if (path === "-") return new Uint8Array();
  const relative = path.replace(FOLDER, "").replace(/^\/+/, "").replace(/^(\.\/)+/, "");
  const content = parsed.files.get(relative);
  if (content !== undefined) return content;
  const isFolder = [...parsed.files.keys()].some((name) => name.startsWith(`${relative}/`));
  throw new Error(isFolder ? `read ${path}: is a directory` : `open ${path}: no such file or directory`);
}

function flags(parsed) {
  const options = { name: parsed.name ?? "release-name" };
  const files = [];
  const args = parsed.args.map((arg) => arg.replaceAll("{dir}", FOLDER));
  const add = (key, values) => (options[key] = [...(options[key] ?? []), ...values]);
  while (args.length > 0) {
    const [, flag, inline] = /^--?([^=]*)(?:=([^]*))?$/.exec(args.shift());
    const value = () => inline ?? args.shift();
    const isTrue = () => inline === undefined || ["true", "1", "t", "T", "TRUE", "True"].includes(inline);
    switch (flag) {
      case "f":
      case "values":
        files.push(...value().split(","));
        break;
      case "set":
      case "set-string":
      case "set-json":
      case "set-file":
      case "set-literal":
        add(flag.replace(/-(.)/, (_, letter) => letter.toUpperCase()), [value()]);
        break;
      case "s":
      case "show-only":
        add("showOnly", [value()]);
        break;
      case "a":
      case "api-versions":
        add("apiVersions", value().split(","));
        break;
      case "n":
      case "namespace":
        options.namespace = value();
        break;
      case "kube-version":
        options.kubeVersion = value();
        break;
      case "include-crds":
        options.includeCrds = isTrue();
        break;
      case "is-upgrade":
        options.isUpgrade = isTrue();
        break;
      case "skip-schema-validation":
        options.skipSchemaValidation = true;
        break;
      case "skip-tests":
        options.hooks = "without-tests";
        break;
      case "no-hooks":
        options.hooks = "none";
        break;
      case "skip-crds":
        break;
      default:
        throw new Error(`unknown flag: --${flag}`);
    }
  }
  return { options, files };
}
