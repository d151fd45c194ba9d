// Reads the command line after the tables in `usage.mjs`.

import { parseArgs } from "node:util";
import { Ended } from "./io.mjs";

/** The values of the options of a command, and `operands`. */
export function read(command, args) {
  const options = {};
  for (const [flag, { short, takes }] of Object.entries(command.options)) {
    options[flag] = { type: takes === undefined ? "boolean" : "string", ...(short && { short }) };
  }
  // A short option may have its value behind `=`.
  const longs = Object.entries(command.options).map(([flag, { short }]) => [short, flag]);
  const byShort = new Map(longs.filter(([short]) => short !== undefined));
  const spelled = args.map((arg) => arg.replace(/^-([A-Za-z])=/, (all, short) => (byShort.has(short) ? `--${byShort.get(short)}=` : all)));
  const { tokens } = parseArgs({ args: spelled, options, strict: false, allowPositionals: true, tokens: true });
  const given = { operands: [] };
  for (const token of tokens) {
    if (token.kind === "positional") given.operands.push(token.value);
    if (token.kind === "option") option(command, given, token);
  }
  for (const [flag, { takes, many }] of Object.entries(command.options)) {
    if (many) given[flag] ??= [];
    else if (takes === undefined) given[flag] ??= false;
  }
  const most = command.most ?? Infinity;
  if (given.operands.length > most) usage(`unexpected argument '${given.operands[most]}' found`);
  return given;
}

function option(command, given, { name: flag, rawName, value, inlineValue }) {
  const about = command.options[flag];
  if (about === undefined) {
    if (command.native?.includes(flag)) nativeOnly(rawName);
    usage(`unexpected argument '${rawName}' found`);
  }
  if (about.takes === undefined) {
    if (value !== undefined) usage(`unexpected value '${value}' for '${rawName}' found; no more were expected`);
    given[flag] = true;
    return;
  }
  const takesAnything = about.takesHyphens || inlineValue;
  if (value === undefined || (!takesAnything && /^-./.test(value))) {
    usage(`a value is required for '${rawName} <${about.takes}>' but none was supplied`);
  }
  if (about.among !== undefined && !about.among.includes(value)) {
    usage(`invalid value '${value}' for '${rawName} <${about.takes}>'\n  [possible values: ${about.among.join(", ")}]`);
  }
  if (about.many) (given[flag] ??= []).push(value);
  else if (given[flag] !== undefined) {
    usage(`the argument '${rawName} <${about.takes}>' cannot be used multiple times`);
  } else given[flag] = value;
}

/** Ends the command: an option needs the native one. */
export function nativeOnly(option) {
  Ended.because(`error: ${option} is an option of the native runner-stack alone: install the native command for it\n`);
}

/** Go's `strconv.ParseBool`. */
export function boolean(text) {
  if (["1", "t", "T", "true", "TRUE", "True"].includes(text)) return true;
  return ["0", "f", "F", "false", "FALSE", "False"].includes(text) ? false : undefined;
}

/** Ends the command: the arguments are wrong. */
export function usage(what) {
  Ended.because(`error: ${what}\n\nFor more information, try '--help'.\n`);
}

/** The values of a flag that takes lists: a line of CSV, as Helm's flag library reads it. */
export function lists(texts, flag, fail) {
  return texts.flatMap((text) => (text === "" ? [] : record(text, (cause) => fail(`invalid argument ${quoted(text)} for "${flag}" flag: ${cause}`))));
}

/** Pairs `KEY=VALUE`. */
export function pairs(texts, flag, fail) {
  const invalid = (text, cause) => fail(`invalid argument ${quoted(text)} for "${flag}" flag: ${cause}`);
  return texts.flatMap((text) => {
    // With a single `=` no list is seen, and quotes are only trimmed.
    const parts = text.split("=").length < 3 ? [text.replace(/^"+|"+$/g, "")] : record(text, (cause) => invalid(text, cause));
    return parts.map((part) => {
      if (!part.includes("=")) invalid(text, `${part} must be formatted as key=value`);
      return part.slice(0, part.indexOf("="));
    });
  });
}

function quoted(text) {
  return JSON.stringify(text);
}

/** The first record of a CSV text; `fail` gets the error in the words of Go's `encoding/csv`. */
function record(text, fail) {
  const lines = text.match(/[^\n]*\n|[^\n]+$/g).map((line) => line.replace(/\r\n$/, "\n"));
  const end = (line) => line.replace(/\n$/, "").replace(/\r$/, "");
  let at = lines.findIndex((line) => end(line) !== "");
  if (at < 0) fail("EOF");
  const first = at + 1;
  let [line, column] = [lines[at], 1];
  const bytes = (part) => Buffer.byteLength(part);
  const failed = (column, what) => {
    const place = `parse error on line ${at + 1}, column ${column}: ${what} in `;
    return at + 1 === first ? place : `record on line ${first}; ${place}`;
  };
  const fields = [];
  for (;;) {
    if (!line.startsWith('"')) {
      const comma = line.indexOf(",");
      const field = comma < 0 ? line : line.slice(0, comma);
      const quote = field.indexOf('"');
      if (quote >= 0) fail(`${failed(column + bytes(field.slice(0, quote)), 'bare "')}non-quoted-field`);
      fields.push(end(field));
      if (comma < 0) return fields;
      column += bytes(field) + 1;
      line = line.slice(comma + 1);
      continue;
    }
    let field = "";
    line = line.slice(1);
    column += 1;
    for (;;) {
      const quote = line.indexOf('"');
      if (quote < 0) {
        field += line;
        column += bytes(line);
        if (at + 1 >= lines.length) fail(`${failed(column, 'extraneous or missing "')}quoted-field`);
        at += 1;
        [line, column] = [lines[at], 1];
        continue;
      }
      field += line.slice(0, quote);
      column += bytes(line.slice(0, quote)) + 1;
      line = line.slice(quote + 1);
      if (line.startsWith('"')) {
        field += '"';
        column += 1;
        line = line.slice(1);
      } else if (end(line) === "") {
        return [...fields, field];
      } else if (line.startsWith(",")) {
        fields.push(field);
        column += 1;
        line = line.slice(1);
        break;
      } else fail(`${failed(column - 1, 'extraneous or missing "')}quoted-field`);
    }
  }
}
