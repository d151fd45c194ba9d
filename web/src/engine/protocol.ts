import type * as runnerStack from "runner-stack";
import type { Failure } from "runner-stack";

/** The plain functions of the package: what has neither class nor promise. */
type Package = Omit<typeof runnerStack, "init" | "Chart" | "RunnerStackError">;

/** What the Worker offers for a chart of the user's, which stays loaded there. */
export interface ChartCalls {
  /** Loads a chart; the one before it goes. */
  openChart(chart: ChartInput): OpenedChart;
  renderChart(values: string, options: runnerStack.RenderOptions): runnerStack.RenderedChart;
  /** The lines, from 1, of the output of some values that other values change. */
  impact(
    values: string,
    changed: string,
    options: runnerStack.RenderOptions,
    kind: "stack" | "chart",
  ): readonly number[];
  chartSourceMap(values: string, options: runnerStack.RenderOptions): runnerStack.SourceMap;
}

/** A chart as it comes from a user: a `.tgz`, or the files of its folder. */
export type ChartInput =
  | { readonly archive: Uint8Array; readonly name: string }
  | { readonly files: readonly (readonly [path: string, content: Uint8Array])[] };

export interface OpenedChart {
  readonly metadata: runnerStack.ChartMetadata;
  /** Its `values.yaml`. */
  readonly values: string;
  /** Its `values.schema.json`; empty without one. */
  readonly schema: string;
}

export type Calls = { [Name in keyof Package]: Package[Name] } & ChartCalls;

export type Method = keyof Calls;

export interface Request {
  readonly id: number;
  /** Of several requests on one channel only the last one is carried out. */
  readonly channel: string | null;
  readonly method: Method;
  readonly args: readonly unknown[];
}

export type Response =
  | { readonly id: number; readonly ok: unknown }
  | { readonly id: number; readonly failure: Failure }
  /** A later request of the same channel came before it was its turn. */
  | { readonly id: number; readonly overtaken: true };
