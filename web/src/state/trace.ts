// Which lines a value makes, found by asking: the engine renders with another value in its place, and what differs then
// comes from it. This sees through every function of a template.

import type { RenderOptions } from "runner-stack";

import type { Engine } from "../engine/engine.ts";
import { isWithin } from "./link.ts";
import { type ScalarPlace, scalarsOf } from "./scalars.ts";
import type { Source } from "./state.ts";

/** At most so many values are asked about. */
const MOST = 600;

/** The lines that each value of a text makes. */
export interface Trace {
  /** The lines of the values at a path and below it. */
  linesOf(path: string): Promise<number[]>;
  /** The paths of the values that make a line. */
  pathsOf(line: number): Promise<string[]>;
}

/** Starts a trace of values that can be rendered; it goes on only while somebody asks and `isWanted`. */
export function createTrace(
  engine: Engine,
  values: string,
  options: RenderOptions,
  kind: Source["kind"],
  isWanted: () => boolean,
): Trace {
  let scalars: readonly ScalarPlace[] | undefined;
  const known = new Map<string, readonly number[]>();

  const all = (): readonly ScalarPlace[] => (scalars ??= scalarsOf(values).slice(0, MOST));

  async function ask(scalar: ScalarPlace): Promise<readonly number[]> {
    const before = known.get(scalar.path);
    if (before !== undefined) return before;
    for (const other of [...scalar.others, ...(await allowed(scalar))]) {
      const changed = values.slice(0, scalar.from) + other + values.slice(scalar.to);
      const lines = await engine.call("impact", values, changed, options, kind).catch(() => null);
      if (lines === null) continue;
      known.set(scalar.path, lines);
      return lines;
    }
    known.set(scalar.path, []);
    return [];
  }

  /** The other words that the key takes. */
  async function allowed({ path, from, to }: ScalarPlace): Promise<string[]> {
    if (kind !== "stack") return [];
    const found = await engine.call("explain", path.replace(/\[\d+\]/g, "[]")).catch(() => undefined);
    const now = values.slice(from, to).replace(/^["']|["']$/g, "");
    return (found?.allowed ?? []).filter((word) => word !== now).slice(0, 4);
  }

  return {
    async linesOf(path) {
      const lines = new Set<number>();
      for (const scalar of all()) {
        if (!isWanted()) break;
        if (isWithin(scalar.path, path)) for (const line of await ask(scalar)) lines.add(line);
      }
      return [...lines].sort((a, b) => a - b);
    },
    async pathsOf(line) {
      const paths: string[] = [];
      for (const scalar of all()) {
        if (!isWanted()) break;
        if ((await ask(scalar)).includes(line)) paths.push(scalar.path);
      }
      return paths;
    },
  };
}
