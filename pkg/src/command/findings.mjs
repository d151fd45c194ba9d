// What was found, as text: for people, and as the formats of `check`.

import { readFileSync } from "node:fs";
import { sep } from "node:path";
import { isatty } from "node:tty";
import { starred, version } from "../node.mjs";
import { draw } from "./snippet.mjs";

/** Whether a stream is to get colours. */
export function isColoured(descriptor) {
  return isatty(descriptor) && !process.env.NO_COLOR;
}

/** One finding with its line; `source` is the text that it is about, and `page` leads to the page of the rule. */
export function shown({ severity, code, message, help, file, range }, source, isStyled, page) {
  const snippets = [];
  if (source !== undefined) {
    const [start, end] = [range?.start.offset ?? 0, range?.end.offset ?? 0];
    const line = source.slice(start, end).indexOf("\n");
    snippets.push({ path: file, source: hidden(source), start, end: line < 0 ? end : start + line, isAlone: true });
  }
  return draw({ title: { level: severity, code, text: message }, snippets, help: help === undefined ? [] : [help], page }, isStyled);
}

let last = { text: "", hidden: "" };

/** The text as it may be shown. Findings come file by file, so the last one is kept. */
function hidden(text) {
  if (text !== last.text) last = { text, hidden: starred(text) };
  return last.hidden;
}

/** The findings of some values, with the texts that they are about. */
export function shownValues(findings, { files, flags }, isStyled) {
  return findings.map((finding) => {
    const file = files.find(({ name }) => name === finding.file);
    const source = file?.text ?? flagOf(finding, flags);
    return `${shown(finding, source, isStyled)}\n\n`;
  });
}

/** The argument that a finding is about: of several flags of a kind the one that it can point into. */
function flagOf({ file, range, path }, flags) {
  const same = flags.filter(({ name }) => name === file).map(({ text }) => text);
  const key = /[^.[\]"]+(?=[\]"]*$)/.exec(path)?.[0] ?? "";
  const fits = (text) => text.length >= (range?.end.offset ?? 0);
  return same.find((text) => fits(text) && text.includes(key)) ?? same.find(fits) ?? same[0];
}

/** How many findings of each kind there are in how many files. */
export function summary(findings, count) {
  const kinds = ["error", "warning", "note"].flatMap((kind) => {
    const number = findings.filter(({ severity }) => severity === kind).length;
    return number === 0 ? [] : [number === 1 ? `1 ${kind}` : `${number} ${kind}s`];
  });
  const files = count === 1 ? "1 file" : `${count} files`;
  return `${files} checked: ${kinds.length === 0 ? "nothing found" : kinds.join(", ")}\n`;
}

/** The pages of the rules, by code, and the table of all. */
export function rules() {
  return JSON.parse(readFileSync(new URL("../../dist/rules.json", import.meta.url), "utf8"));
}

/** What leads people to the page of a rule: its address below `folder`, or the command that prints it. */
export function leadsTo(code, pages, folder) {
  if (pages[code] === undefined) return undefined;
  return folder === undefined ? `runner-stack check --explain ${code}` : `${folder}${code}.html`;
}

/** A finding with its place in lines and characters, as programs get it. */
function placed({ file, range, ...finding }, texts) {
  const text = texts.get(file);
  const at = ({ offset, line, column }) => {
    const start = offset - column + 1;
    return { line, column: [...text.slice(start, offset)].length + 1 };
  };
  return { ...finding, file, start: at(range.start), end: at(range.end) };
}

/** The formats that programs read; `texts` are the files by name, and `folder` is the address of the rules' pages. */
export const FORMATS = {
  short: (findings, texts, folder) => {
    const { pages } = rules();
    const lines = findings.map((finding) => {
      const { file, start, severity, code, message, help } = placed(finding, texts);
      const page = leadsTo(code, pages, folder);
      const ends = [help === undefined ? "" : ` (${help})`, page === undefined ? "" : ` – ${page}`];
      return `${file}:${start.line}:${start.column}: ${severity}[${code}]: ${message}${ends.join("")}\n`;
    });
    return lines.join("");
  },
  json: (findings, texts, folder) => {
    const { pages, folder: local } = rules();
    return pretty(
      findings.map((finding) => {
        const { code, severity, message, help, file, start, end, path } = placed(finding, texts);
        const url = pages[code] === undefined ? "" : folder === undefined ? `${local}${code}.md` : `${folder}${code}.html`;
        const place = { line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
        return { code, severity, message, help: help ?? null, url, file, ...place, path };
      }),
    );
  },
  sarif: (findings, texts, folder) => pretty(sarif(findings.map((finding) => placed(finding, texts)), folder)),
  gitlab: (findings, texts, folder) => {
    const { pages } = rules();
    const fingerprint = fingerprints();
    const levels = { note: "info", warning: "minor", error: "major" };
    return pretty(
      findings.map((finding) => {
        const found = placed(finding, texts);
        // GitLab shows this text and no other field that could lead on.
        const page = leadsTo(found.code, pages, folder);
        return {
          description: page === undefined ? withHelp(found) : `${withHelp(found)} – ${page}`,
          check_name: found.code,
          fingerprint: fingerprint(found),
          severity: levels[found.severity],
          location: { path: relative(found.file), lines: { begin: found.start.line, end: found.end.line } },
        };
      }),
    );
  },
};

const pretty = (value) => `${JSON.stringify(value, null, 2)}\n`;
const withHelp = ({ message, help }) => (help === undefined ? message : `${message}; ${help}`);
const relative = (file) => file.replace(/^\.\//, "");

function sarif(findings, folder) {
  const codes = [...new Set(findings.map(({ code }) => code))].sort();
  const fingerprint = fingerprints();
  const results = findings.map((found) => ({
    ruleId: found.code,
    ruleIndex: codes.indexOf(found.code),
    level: found.severity,
    message: { text: withHelp(found) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uri(found.file) },
          region: { startLine: found.start.line, startColumn: found.start.column, endLine: found.end.line, endColumn: found.end.column },
        },
        ...(found.path === "" ? {} : { logicalLocations: [{ fullyQualifiedName: found.path }] }),
      },
    ],
    partialFingerprints: { "runnerStack/v1": fingerprint(found) },
  }));
  const driver = { name: "runner-stack", semanticVersion: version(), rules: codes.map((code) => sarifRule(code, folder)) };
  return {
    version: "2.1.0",
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    runs: [{ tool: { driver }, columnKind: "unicodeCodePoints", results }],
  };
}

function sarifRule(code, folder) {
  const page = rules().pages[code];
  if (page === undefined) return { id: code };
  const text = page.split("\n")[2];
  const level = /\nReported as an? (\w+);/.exec(page)[1];
  const address = folder === undefined ? {} : { helpUri: `${folder}${code}.html` };
  return { id: code, shortDescription: { text }, help: { text, markdown: page }, defaultConfiguration: { level }, ...address };
}

/** A path as a relative reference; a backslash stands between folders on Windows alone. */
function uri(file) {
  return [...Buffer.from(relative(file))]
    .map((byte) => {
      const char = String.fromCharCode(byte);
      if (char === sep) return "/";
      return /[\w/.~-]/.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    })
    .join("");
}

/** What makes a finding the same finding after lines have moved: FNV-1a, and a number when all of it is there twice. */
function fingerprints() {
  const seen = new Map();
  return ({ file, code, path, message }) => {
    let hash = 0xcbf29ce484222325n;
    for (const byte of Buffer.from([file, code, path, message].map((part) => `${part}\0`).join(""))) {
      hash = ((hash ^ BigInt(byte)) * 0x0100000001b3n) & 0xffffffffffffffffn;
    }
    const number = seen.get(hash) ?? 0;
    seen.set(hash, number + 1);
    return hash.toString(16).padStart(16, "0") + number.toString(16).padStart(8, "0");
  };
}
