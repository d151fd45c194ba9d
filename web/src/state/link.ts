import type { SourceLine } from "runner-stack";

import { placeAt, spanAt } from "../editor/position.ts";
import type { Engine } from "../engine/engine.ts";
import { alignConfig, alignLines } from "./align.ts";
import { renderOptions } from "./options.ts";
import type { Output, Results } from "./results.ts";
import type { State } from "./state.ts";
import type { Store } from "./store.ts";
import { createTrace, type Trace } from "./trace.ts";

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

/** What is known about one output. */
interface Known {
  readonly of: Output;
  readonly trace: Trace;
  /** Where the lines come from in the chart. */
  readonly sources: readonly (SourceLine | null)[];
  /** The lines of the output that hold those of `config.toml`. */
  readonly config: readonly (number | null)[];
  /** The lines that are shown, for those with everything unmasked; and the other way round. */
  readonly shown: readonly (number | null)[];
  readonly unmasked: readonly (number | null)[];
}

export function createLinks(store: Store<State>, results: Store<Results>, engine: Engine): Links {
  let known: Known | null = null;
  let asked = 0;

  async function load(): Promise<Known | null> {
    const { output, outputOf } = results.get();
    if (output === null) return null;
    if (known?.of === output) return known;
    const state = store.get();
    const { kind } = state.source;
    const masked = renderOptions(state);
    const open = renderOptions({ ...state, showSecrets: true });
    const map = await engine.call(kind === "stack" ? "sourceMap" : "chartSourceMap", outputOf, masked);
    const whole = await engine.call(kind === "stack" ? "render" : "renderChart", outputOf, open);
    known = {
      of: output,
      // What masks a value would hide that it changes, so that the trace sees everything.
      trace: createTrace(engine, outputOf, open, kind, () => results.get().output === output),
      sources: map.lines,
      config: output.config === null ? [] : alignConfig(output.config, output.text),
      shown: alignLines(whole.text, output.text),
      unmasked: alignLines(output.text, whole.text),
    };
    return known;
  }

  async function show(
    found: Known,
    paths: readonly string[],
    more: { template: string | null; isFromOutput: boolean; line?: number },
  ): Promise<void> {
    const mine = ++asked;
    const lines = new Set<number>(more.line === undefined ? [] : [more.line]);
    for (const path of paths) {
      for (const line of await found.trace.linesOf(path)) {
        const shown = found.shown[line - 1];
        if (shown !== null && shown !== undefined) lines.add(shown);
      }
    }
    if (mine !== asked) return;
    const configLines = found.config.flatMap((line, index) => (line !== null && lines.has(line) ? [index + 1] : []));
    const { template, isFromOutput } = more;
    results.update({ link: { paths, lines: [...lines].sort((a, b) => a - b), configLines, template, isFromOutput } });
  }

  return {
    async fromLine(part, line) {
      const mine = ++asked;
      const found = await load().catch(nothing);
      if (found === null) return;
      const at = (part === "config" ? found.config[line - 1] : line) ?? 0;
      const source = found.sources[at - 1] ?? null;
      const traced = await found.trace.pathsOf(found.unmasked[at - 1] ?? 0);
      if (mine !== asked) return;
      const { values } = store.get();
      const inText = source?.values.filter((path) => spanAt(values, path) !== null) ?? [];
      const paths = traced.length > 0 ? traced : inText.length > 0 ? inText : (source?.values ?? []);
      const template = source === null ? null : `${source.template}:${source.line}`;
      await show(found, paths, { template, isFromOutput: true, line: at });
    },

    async fromValues(offset) {
      const mine = ++asked;
      const path = placeAt(store.get().values, offset)?.path ?? "";
      // Whoever moves through the text with the keys does not wait at each line.
      await new Promise((resolve) => setTimeout(resolve, 80));
      if (mine !== asked) return;
      const found = await load().catch(nothing);
      if (found === null || mine !== asked) return;
      if (path === "") results.update({ link: null });
      else await show(found, [path], { template: null, isFromOutput: false });
    },

    clear() {
      asked += 1;
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
