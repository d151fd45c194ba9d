// Takes credentials out of a values file and leaves everything else as it stands, comments included.

import { isMap, isPair, isScalar, isSeq, isAlias, parseAllDocuments, type Document, type Node } from "yaml";
import type { JsonSchema } from "../form/schema.ts";
import { propertyOf, itemOf } from "../form/schema.ts";
import { credentialsIn, isCredentialName, isLiteral, PLACEHOLDER, type Part } from "./credentials.ts";

/** A credential that was taken out. */
export interface Removed {
  /** Where it stood among the values, such as `config.runners[0].token`; empty when it stood in a comment or a text. */
  readonly path: string;
  /** The line it stood in, from 1. */
  readonly line: number;
}

/** A text without credentials, and what it lacks. */
export interface Redacted {
  readonly text: string;
  readonly removed: readonly Removed[];
}

interface Edit extends Part {
  readonly replacement: string;
  readonly path: string;
}

/** `REMOVED` in base64, for the data of Secrets. */
const ENCODED = "UkVNT1ZFRA==";

/**
 * The text without credentials. `schema` says which keys of the stack hold some; `known` are texts that everyone has, such
 * as the presets: what stands there is an example and stays.
 */
export function redact(text: string, schema: JsonSchema | undefined, known: readonly string[] = []): Redacted {
  const edits: Edit[] = [];
  const isExample = (value: string) => value.length >= 6 && known.some((preset) => preset.includes(value));
  const add = (edit: Edit) => {
    const value = text.slice(edit.start, edit.end);
    if (isExample(unquoted(value)) || value.trim() === PLACEHOLDER || value.trim() === ENCODED) return;
    if (!edits.some((other) => edit.start < other.end && other.start < edit.end)) edits.push(edit);
  };
  for (const document of parseAllDocuments(text, {
    strict: false,
    uniqueKeys: false,
    logLevel: "silent",
    merge: false,
  })) {
    if (!("contents" in document) || document.contents === null) continue;
    walk({ text, document, add }, document.contents, schema, "", "plain");
  }
  for (const part of credentialsIn(text)) add({ ...part, replacement: PLACEHOLDER, path: "" });
  // The same words may stand elsewhere, in a comment or under a name that says nothing.
  for (const { start, end } of [...edits]) {
    const value = unquoted(text.slice(start, end)).trim();
    if (value.length < 8 || value.includes("\n")) continue;
    for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + value.length)) {
      add({ start: at, end: at + value.length, replacement: PLACEHOLDER, path: "" });
    }
  }
  return applied(text, edits);
}

type Mode = "plain" | "credential" | "encoded";

interface Walk {
  readonly text: string;
  readonly document: Document;
  readonly add: (edit: Edit) => void;
}

function walk(ctx: Walk, node: Node, schema: JsonSchema | undefined, path: string, mode: Mode): void {
  if (isAlias(node)) {
    const target = node.resolve(ctx.document);
    // What is secret here is secret where it is written.
    if (target !== undefined && mode !== "plain" && isScalar(target)) remove(ctx, target, path, mode);
    return;
  }
  if (isScalar(node)) {
    if (mode !== "plain") remove(ctx, node, path, mode);
    else variable(ctx, node, path);
    return;
  }
  if (isSeq(node)) {
    node.items.forEach((item, index) => {
      walk(ctx, item as Node, itemOf(schema), `${path}[${index}]`, mode);
    });
    return;
  }
  if (!isMap(node)) return;
  const isSecret = isScalar(node.get("kind", true)) && node.get("kind") === "Secret";
  const name: unknown = node.get("name");
  for (const pair of node.items) {
    if (!isPair(pair) || !isScalar(pair.key) || pair.value === null) continue;
    const key = String(pair.key.value);
    const here = path === "" ? key : `${path}.${key}`;
    const below = propertyOf(schema, key);
    let inner: Mode = mode;
    if (isSecret && (key === "data" || key === "stringData")) inner = key === "data" ? "encoded" : "credential";
    else if (isCredential(schema, key, here, pair.value as Node)) inner = "credential";
    else if (key === "value" && typeof name === "string" && isCredentialName(name)) inner = "credential";
    walk(ctx, pair.value as Node, below, here, inner);
  }
}

/** Keys of the stack's own that the chart moves to a Secret, besides those that can name one. */
const OWN = ["runnerToken", "runnerRegistrationToken", "kubeconfig.content", "sentryDsn"];

function isCredential(schema: JsonSchema | undefined, key: string, path: string, value: Node): boolean {
  if (OWN.includes(path)) return true;
  // Whatever may be kept in a Secret by `<key>From` is a credential.
  const reference = propertyOf(schema, `${key}From`);
  if (reference?.required?.includes("secretName") === true) return true;
  return isCredentialName(key) && (isScalar(value) || isAlias(value));
}

/** `NAME=value` in a list of variables. */
function variable(ctx: Walk, node: Node, path: string): void {
  if (!isScalar(node) || typeof node.value !== "string") return;
  const [, name, value] = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(node.value) ?? [];
  if (name === undefined || value === undefined || !isCredentialName(name) || !isLiteral(value)) return;
  replace(ctx, node, path, JSON.stringify(`${name}=${PLACEHOLDER}`));
}

function remove(ctx: Walk, node: Node, path: string, mode: Mode): void {
  if (!isScalar(node) || !isLiteral(String(node.value))) return;
  replace(ctx, node, path, mode === "encoded" ? ENCODED : PLACEHOLDER);
}

function replace(ctx: Walk, node: Node, path: string, replacement: string): void {
  const [start, end] = node.range ?? [0, 0];
  // A block's range ends behind its last line.
  const newline = ctx.text.slice(start, end).endsWith("\n") ? "\n" : "";
  if (end > start) ctx.add({ start, end, replacement: replacement + newline, path });
}

function unquoted(value: string): string {
  const text = value.trim();
  const quote = text[0];
  const isQuoted = text.length > 1 && (quote === '"' || quote === "'") && text.endsWith(quote);
  return isQuoted ? text.slice(1, -1) : text;
}

function applied(text: string, edits: readonly Edit[]): Redacted {
  const sorted = [...edits].sort((left, right) => left.start - right.start);
  const removed: Removed[] = [];
  let result = "";
  let at = 0;
  let line = 1;
  let counted = 0;
  for (const edit of sorted) {
    for (; counted < edit.start; counted += 1) if (text[counted] === "\n") line += 1;
    removed.push({ path: edit.path, line });
    result += text.slice(at, edit.start) + edit.replacement;
    at = edit.end;
  }
  return { text: result + text.slice(at), removed };
}
