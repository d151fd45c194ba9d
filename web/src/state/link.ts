import type { SourceLine, SourceMap } from "runner-stack";

import { placeAt } from "../editor/position.ts";
import type { Engine } from "../engine/engine.ts";
import { alignConfig } from "./align.ts";
import { renderOptions } from "./options.ts";
import type { Link, Output, Results } from "./results.ts";
import type { State } from "./state.ts";
import type { Store } from "./store.ts";

/** Which text a line is of: the whole output or `config.toml`. */
export type Part = "output" | "config";

/** Finds the values behind lines of the output, and the lines that values made. */
export interface Links {
  /** A line of an output was chosen, from 1. */
  fromLine(part: Part, line: number): Promise<void>;
  /** The cursor stands at an offset of the values. */
  fromValues(offset: number): Promise<void>;
  clear(): void;
}

interface KnownMap {
  readonly of: Output;
  readonly lines: readonly (SourceLine | null)[];
  readonly config: readonly (number | null)[];
}

export function createLinks(store: Store<State>, results: Store<Results>, engine: Engine): Links {
  let known: KnownMap | null = null;

  async function load(): Promise<KnownMap | null> {
    const { output, outputOf } = results.get();
    if (output === null) return null;
    if (known?.of === output) return known;
    const state = store.get();
    const method = state.source.kind === "stack" ? "sourceMap" : "chartSourceMap";
    const map: SourceMap | undefined = await engine.latest("sourceMap", method, outputOf, renderOptions(state));
    if (map === undefined) return null;
    const config = output.config === null ? [] : alignConfig(output.config, output.text);
    known = { of: output, lines: map.lines, config };
    return known;
  }

  function show(
    map: KnownMap,
    paths: readonly string[],
    isMade: (values: readonly string[]) => boolean,
    more: Pick<Link, "template" | "isFromOutput">,
  ): void {
    const lines = map.lines.flatMap((line, index) => (line !== null && isMade(line.values) ? [index + 1] : []));
    const made = new Set(lines);
    const configLines = map.config.flatMap((line, index) => (line !== null && made.has(line) ? [index + 1] : []));
    results.update({ link: { paths, lines, configLines, ...more } });
  }

  return {
    async fromLine(part, line) {
      const map = await load().catch(nothing);
      if (map === null) return;
      const at = part === "config" ? map.config[line - 1] : line;
      const source = at === null || at === undefined ? null : (map.lines[at - 1] ?? null);
      if (source === null) {
        results.update({ link: { paths: [], lines: [], configLines: [], template: null, isFromOutput: true } });
        return;
      }
      const wanted = new Set(source.values);
      show(map, source.values, (values) => values.some((path) => wanted.has(path)), {
        template: `${source.template}:${source.line}`,
        isFromOutput: true,
      });
    },

    async fromValues(offset) {
      const { values } = store.get();
      const path = placeAt(values, offset)?.path ?? "";
      const map = await load().catch(nothing);
      if (map === null) return;
      if (path === "") {
        results.update({ link: null });
        return;
      }
      show(map, [path], (paths) => paths.some((other) => isWithin(other, path)), {
        template: null,
        isFromOutput: false,
      });
    },

    clear() {
      if (results.get().link !== null) results.update({ link: null });
    },
  };
}

/** What the engine cannot trace has no link: the text it is about has mistakes, which are shown elsewhere. */
function nothing(): null {
  return null;
}

/** Whether a path is the other or below it. */
export function isWithin(path: string, outer: string): boolean {
  return path === outer || (path.startsWith(outer) && /^[.[]/.test(path.slice(outer.length)));
}
