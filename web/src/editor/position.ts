// Paths of values and their places in a YAML text.

import { isMap, isPair, isScalar, isSeq, type Pair } from "yaml";

import type { Span } from "./span.ts";
import { readYaml } from "./yaml.ts";

/** A value of the text: where it is among the values, and where in the text. */
export interface Place {
  /** As the engine writes it: `config.runners[0].name`. */
  readonly path: string;
  /** The key, or the item of a list. */
  readonly span: Span;
}

/** The innermost key or item at an offset; `null` where no value is. */
export function placeAt(text: string, offset: number): Place | null {
  let node = readYaml(text);
  let found: Place | null = null;
  for (;;) {
    const path: string = found?.path ?? "";
    if (isMap(node)) {
      const pair = last(node.items, offset);
      if (!isPair(pair) || !isScalar(pair.key)) return found;
      found = { path: join(path, String(pair.key.value)), span: spanOf(pair.key) };
      if (!reaches(pair.value, offset)) return within(text, pair, offset) ? found : outside(found, path);
      node = pair.value;
    } else if (isSeq(node)) {
      const item = last(node.items, offset);
      if (item === undefined) return found;
      found = { path: `${path}[${node.items.indexOf(item)}]`, span: spanOf(item) };
      node = item;
    } else return found;
  }
}

/** The part of a text that holds the value at a path, its key included; `null` when it is not in there. */
export function spanAt(text: string, path: string): Span | null {
  let node = readYaml(text);
  let from: number | null = null;
  for (const step of steps(path)) {
    if (isMap(node)) {
      const pair: Pair | undefined = node.items.find(({ key }) => isScalar(key) && String(key.value) === step);
      if (pair === undefined) return null;
      from = spanOf(pair.key).from;
      node = pair.value ?? pair.key;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      if (node === undefined) return null;
      from = spanOf(node).from;
    } else return null;
  }
  if (from === null) return null;
  const { to } = spanOf(node);
  return { from, to: from + text.slice(from, Math.max(from, to)).trimEnd().length };
}

/** The keys and indices of a path as the engine writes it. */
export function steps(path: string): string[] {
  return [...path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d*)\]|((?:[^.[\]\\]|\\.)+)/g)].map(
    ([, quoted, index, name]) => quoted ?? index ?? (name ?? "").replace(/\\(.)/g, "$1"),
  );
}

function join(path: string, key: string): string {
  const name = key.replaceAll(".", "\\.");
  return path === "" ? name : `${path}.${name}`;
}

/** The last entry that starts before the offset. */
function last(items: readonly unknown[], offset: number): unknown {
  return items.findLast((item) => spanOf(isPair(item) ? item.key : item).from <= offset);
}

/** Whether a value that can hold others has begun at the offset. */
function reaches(value: unknown, offset: number): boolean {
  return (isMap(value) || isSeq(value)) && spanOf(value).from <= offset;
}

/** Whether the offset is on the lines of a key and its value. */
function within(text: string, { key, value }: Pair, offset: number): boolean {
  const end = Math.max(spanOf(key).to, spanOf(value).to);
  const lineEnd = text.indexOf("\n", Math.max(end - 1, 0));
  return offset <= (lineEnd < 0 ? text.length : lineEnd);
}

function outside(found: Place, path: string): Place | null {
  return path === "" ? null : { ...found, path };
}

function spanOf(node: unknown): Span {
  const range = typeof node === "object" && node !== null && "range" in node ? node.range : null;
  if (!Array.isArray(range)) return { from: 0, to: 0 };
  const [from, to] = range as readonly unknown[];
  return { from: Number(from), to: Number(to) };
}
