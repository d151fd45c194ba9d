import { isMap, isScalar, isSeq, type Scalar } from "yaml";

import { readYaml } from "../editor/yaml.ts";

/** A single value of a text, and other texts that may stand in its place. */
export interface ScalarPlace {
  /** As the engine writes it: `config.runners[0].name`. */
  readonly path: string;
  readonly from: number;
  readonly to: number;
  /** Values of the same kind, to see what depends on this one; the first that is accepted will do. */
  readonly others: readonly string[];
}

/** All single values of a text. */
export function scalarsOf(text: string): ScalarPlace[] {
  const found: ScalarPlace[] = [];
  const walk = (node: unknown, path: string): void => {
    if (isMap(node)) {
      for (const { key, value } of node.items) {
        if (!isScalar(key)) continue;
        const name = String(key.value).replaceAll(".", "\\.");
        walk(value, path === "" ? name : `${path}.${name}`);
      }
    } else if (isSeq(node)) {
      node.items.forEach((item, index) => {
        walk(item, `${path}[${index}]`);
      });
    } else if (isScalar(node)) {
      const place = scalarPlace(text, node, path);
      if (place !== null) found.push(place);
    }
  };
  walk(readYaml(text), "");
  return found;
}

function scalarPlace(text: string, node: Scalar, path: string): ScalarPlace | null {
  const [from, to] = node.range ?? [0, 0];
  if (to <= from) return null;
  const others = alternatives(node, text.slice(from, to));
  return others.length === 0 ? null : { path, from, to, others };
}

function alternatives({ value, type }: Scalar, source: string): string[] {
  if (typeof value === "boolean") return [String(!value)];
  if (typeof value === "number") return [String(value + 1), String(value * 2 + 1)];
  if (typeof value !== "string") return [];
  // A block of text gets one more word at its end.
  if (type === "BLOCK_LITERAL" || type === "BLOCK_FOLDED") return [source.replace(/(\S)(\s*)$/, "$1x$2")];
  const quoted = (text: string) => JSON.stringify(text);
  const counted = value.replace(/\d+/, (digits) => String(Number(digits) + 1));
  const appended = [`${value}x`, `${value}/x`].map(quoted);
  return counted === value ? appended : [quoted(counted), ...appended];
}
