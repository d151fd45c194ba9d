// Changes single values of a YAML text and nothing around them: comments, blanks, order and quotes stay as they are.

import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  type Document,
  type Node,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";

/** Where a value stands: keys of mappings and indices of lists. */
export type Path = readonly (string | number)[];

/** A value that a field of the form can hold. */
export type Field = string | number | boolean;

/** A parsed values file. */
export interface Parsed {
  readonly text: string;
  readonly document: Document;
}

/** What stands at a path. */
export type Found =
  | { readonly kind: "absent" }
  | { readonly kind: "scalar"; readonly value: Field | null }
  | { readonly kind: "list"; readonly length: number }
  | { readonly kind: "map"; readonly keys: readonly string[] }
  /** An alias: changing it here would change it elsewhere. */
  | { readonly kind: "alias" };

/** Parses a values file; nothing when it cannot be edited by parts, because it is broken or holds several documents. */
export function parse(text: string): Parsed | undefined {
  const document = parseDocument(text, { strict: false, logLevel: "silent", merge: false, version: "1.1" });
  return document.errors.length > 0 ? undefined : { text, document };
}

/** What stands at a path. */
export function find({ document }: Parsed, path: Path): Found {
  let node: unknown = document.contents;
  for (const step of path) {
    if (isAlias(node)) return { kind: "alias" };
    if (isMap(node)) node = pairOf(node, step)?.value;
    else if (isSeq(node) && typeof step === "number") node = node.items[step];
    else return { kind: "absent" };
  }
  if (isAlias(node)) return { kind: "alias" };
  if (isSeq(node)) return { kind: "list", length: node.items.length };
  if (isMap(node)) return { kind: "map", keys: node.items.map(({ key }) => keyText(key)) };
  if (!isScalar(node)) return { kind: "absent" };
  const value = node.value;
  if (typeof value === "bigint") return { kind: "scalar", value: Number(value) };
  const isField =
    typeof value === "string" || typeof value === "number" || typeof value === "boolean" || value === null;
  return isField ? { kind: "scalar", value } : { kind: "absent" };
}

/**
 * The text with a value at a path; what is missing on the way is made. Nothing when that is not possible without touching
 * more: behind an alias, or where a mapping stands and a text is wanted.
 */
export function set(parsed: Parsed, path: Path, value: Field): string | undefined {
  const { text } = parsed;
  let node: unknown = parsed.document.contents;
  for (const [depth, step] of path.entries()) {
    const rest = path.slice(depth);
    if (isMap(node) && !(depth === 0 && isEmpty(node))) {
      const pair = pairOf(node, step);
      if (pair === undefined) return addPair(text, node, rest, value);
      if (isEmpty(pair.value) && rest.length > 1) return fill(text, pair, rest.slice(1), value);
      node = pair.value;
    } else if (isSeq(node) && typeof step === "number") {
      if (step === node.items.length) return addItem(text, node, rest.slice(1), value);
      const item: unknown = node.items[step];
      if (isEmpty(item) && rest.length > 1) return splice(text, rangeOf(item), inline(rest.slice(1), value));
      node = item;
    } else if (depth === 0 && (node === null || isEmpty(node))) {
      return append(text, path, value);
    } else return undefined;
  }
  if (!isScalar(node)) return undefined;
  const [start, end] = rangeOf(node);
  const written = scalar(value, text.slice(start, end));
  const isImplicit = start === end;
  const newline = text.slice(start, end).endsWith("\n") ? "\n" : "";
  return splice(
    text,
    [start, end],
    (isImplicit && !/[ \t]$/.test(text.slice(0, start)) ? " " : "") + written + newline,
  );
}

/** The text without the key or item at a path; comments above it stay. */
export function remove(parsed: Parsed, path: Path): string | undefined {
  const { text } = parsed;
  let parent: unknown = parsed.document.contents;
  for (const step of path.slice(0, -1)) {
    if (isMap(parent)) parent = pairOf(parent, step)?.value;
    else if (isSeq(parent) && typeof step === "number") parent = parent.items[step];
    else return text;
  }
  const last = path.at(-1);
  if (isAlias(parent) || last === undefined) return undefined;
  if (!isMap(parent) && !isSeq(parent)) return text;
  const items: readonly unknown[] = parent.items;
  const index = isMap(parent) ? parent.items.findIndex(({ key }) => keyText(key) === String(last)) : Number(last);
  const item = items[index];
  if (item === undefined) return text;
  if (items.length === 1) return splice(text, spanOf(text, parent), isMap(parent) ? "{}" : "[]");
  const starts = items.map((each) => startOf(each, text, parent));
  const start = starts[index] ?? 0;
  if (parent.flow === true) {
    // The comma goes with it.
    const next = starts[index + 1];
    const before = items[index - 1];
    if (next !== undefined) return splice(text, [start, next], "");
    return splice(text, [before === undefined ? start : endOf(before), endOf(item)], "");
  }
  const end = lineEnd(text, endOf(item));
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const next = starts[index + 1];
  // The first key behind a dash shares its line with it: the second moves up.
  if (text.slice(lineStart, start).trim() !== "")
    return next === undefined ? undefined : splice(text, [start, next], "");
  return splice(text, [lineStart, end], "");
}

function pairOf(map: YAMLMap, key: string | number): Pair | undefined {
  return map.items.find((pair) => keyText(pair.key) === String(key));
}

function keyText(key: unknown): string {
  return isScalar(key) ? String(key.value) : "";
}

/** Whether a key stands there with nothing, or with `{}` or `[]`, behind it. */
function isEmpty(node: unknown): boolean {
  if (node === null || node === undefined) return true;
  if (isScalar(node)) return node.value === null;
  return (isMap(node) || isSeq(node)) && node.items.length === 0;
}

function rangeOf(node: unknown): [start: number, end: number] {
  const range = (node as Node | null)?.range;
  return range ? [range[0], range[1]] : [0, 0];
}

/** Where the written part of a node, of an item or of a pair ends. */
function endOf(node: unknown): number {
  if (isMap(node) && node.flow !== true) {
    const last = node.items.at(-1);
    if (last !== undefined) return endOf(last);
  }
  if (isSeq(node) && node.flow !== true) {
    const last = node.items.at(-1);
    if (last !== undefined) return endOf(last);
  }
  const pair = node as Pair | null;
  if (pair !== null && typeof pair === "object" && "key" in pair)
    return pair.value === null ? rangeOf(pair.key)[1] : endOf(pair.value);
  return rangeOf(node)[1];
}

/** Where an item starts: a key, or the dash of a list. */
function startOf(item: unknown, text: string, parent: YAMLMap | YAMLSeq): number {
  const pair = item as Pair | null;
  if (pair !== null && typeof pair === "object" && "key" in pair) return rangeOf(pair.key)[0];
  const start = rangeOf(item)[0];
  return parent.flow === true ? start : text.lastIndexOf("-", start - 1);
}

/** The written part of a whole collection. */
function spanOf(text: string, node: YAMLMap | YAMLSeq): [number, number] {
  const first: unknown = node.items[0];
  if (node.flow === true || first === undefined) return rangeOf(node);
  const end = endOf(node);
  return [startOf(first, text, node), text[end - 1] === "\n" ? end - 1 : end];
}

/** Behind the line of a position, its newline included. */
function lineEnd(text: string, at: number): number {
  if (text[at - 1] === "\n") return at;
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end + 1;
}

function columnOf(text: string, at: number): number {
  return at - (text.lastIndexOf("\n", at - 1) + 1);
}

function splice(text: string, [start, end]: readonly [number, number], insert: string): string {
  return text.slice(0, start) + insert + text.slice(end);
}

/** Puts whole lines behind the line of a position. */
function insertLines(text: string, at: number, lines: string): string {
  const end = lineEnd(text, at);
  const needsNewline = end > 0 && text[end - 1] !== "\n";
  return `${text.slice(0, end)}${needsNewline ? "\n" : ""}${lines}\n${text.slice(end)}`;
}

function addPair(text: string, map: YAMLMap, path: Path, value: Field): string | undefined {
  if (map.flow === true) return addFlow(text, map, inline(path, value));
  const first = map.items[0];
  if (first === undefined) return undefined;
  return insertLines(text, endOf(map), block(path, value, columnOf(text, rangeOf(first.key)[0])));
}

function addItem(text: string, list: YAMLSeq, path: Path, value: Field): string | undefined {
  if (list.flow === true && list.items.length > 0)
    return addFlow(text, list, path.length === 0 ? scalar(value) : `{ ${inline(path, value)} }`);
  const first: unknown = list.items[0];
  if (first === undefined) return undefined;
  return insertLines(text, endOf(list), block([0, ...path], value, columnOf(text, startOf(first, text, list))));
}

function addFlow(text: string, node: YAMLMap | YAMLSeq, written: string): string {
  const [start, end] = rangeOf(node);
  const last: unknown = node.items.at(-1);
  if (last === undefined) return splice(text, [start, end], `${text[start] ?? "{"} ${written} ${text[end - 1] ?? "}"}`);
  const at = endOf(last);
  return splice(text, [at, at], `, ${written}`);
}

/** Puts something where a key has nothing, or `{}`, behind it. */
function fill(text: string, pair: Pair, path: Path, value: Field): string {
  const [keyStart, keyEnd] = rangeOf(pair.key);
  const [start, end] = rangeOf(pair.value);
  const isImplicit = pair.value === null || start === end;
  const colon = text.indexOf(":", keyEnd) + 1;
  const from = isImplicit ? colon : text.slice(0, start).trimEnd().length;
  const until = isImplicit ? colon : end;
  const emptied = text.slice(0, from) + text.slice(until);
  const line = text.slice(text.lastIndexOf("\n", keyStart - 1) + 1, keyStart);
  // Inside braces there are no lines of its own.
  if (/[{[]/.test(line)) return splice(text, [from, until], ` ${flow(path, value)}`);
  const column = columnOf(text, keyStart) + 2;
  return insertLines(emptied, from, block(path, value, column));
}

function append(text: string, path: Path, value: Field): string {
  const lines = block(path, value, 0);
  // `{}`, `null` or `---` alone is as good as nothing.
  const kept = text.replace(/^(?:\{\}|null|~)[ \t]*$/m, "");
  return kept.trim() === "" ? `${lines}\n` : insertLines(kept, kept.length, lines);
}

/** Lines that make a value at a path. */
function block(path: Path, value: Field, column: number): string {
  const lines: string[] = [];
  let indent = column;
  let dash = "";
  for (const [depth, step] of path.entries()) {
    const isLast = depth === path.length - 1;
    if (typeof step === "number") {
      dash += "- ";
      if (isLast) lines.push(" ".repeat(indent) + dash + scalar(value));
      continue;
    }
    lines.push(`${" ".repeat(indent)}${dash}${scalar(step)}:${isLast ? ` ${scalar(value)}` : ""}`);
    indent += dash.length + 2;
    dash = "";
  }
  return lines.join("\n");
}

/** `key: value`, or `key: { inner: value }`. */
function inline(path: Path, value: Field): string {
  const [step, ...rest] = path;
  if (step === undefined) return scalar(value);
  if (typeof step === "number") return flow(path, value);
  return `${scalar(step)}: ${rest.length === 0 ? scalar(value) : flow(rest, value)}`;
}

function flow(path: Path, value: Field): string {
  const [step, ...rest] = path;
  if (step === undefined) return scalar(value);
  return typeof step === "number" ? `[${flow(rest, value)}]` : `{ ${inline(path, value)} }`;
}

/** Texts that YAML 1.1 reads as something else. */
const RESOLVED =
  /^(?:~|null|true|false|yes|no|on|off|y|n|[-+]?(?:\.?[0-9][0-9_]*)[-+0-9a-fA-FxXoO_.:eE]*|[-+]?\.(?:inf|nan)|<<|=)$/i;

/** A value as YAML, in the quotes that it had. */
function scalar(value: Field, before = ""): string {
  if (typeof value !== "string") return String(value);
  const isPlain =
    /^[A-Za-z0-9_./~@%+\-\u00a1-\ufefe][^\p{Cc}]*$/u.test(value) &&
    !/^(?:-(?: |$)|@|%|~|\.\.\.|---)/.test(value) &&
    !/: |:$| #|[[\]{},]| $/.test(value) &&
    !RESOLVED.test(value);
  if (before.startsWith("'") && !/['\p{Cc}]/u.test(value)) return `'${value}'`;
  return isPlain && !before.startsWith('"') ? value : JSON.stringify(value);
}
