import type * as runnerStack from "runner-stack";
import type { Failure } from "runner-stack";

/** The plain functions of the package: what has neither class nor promise. */
type Package = Omit<typeof runnerStack, "init" | "Chart" | "RunnerStackError">;

/** What values render to, as the page shows it: each text crosses over once. */
export interface Preview {
  readonly text: string;
  readonly manifests: readonly ManifestPlace[];
  readonly notes: string;
  /** `null` for charts other than the stack. */
  readonly config: string | null;
  /** The names of the runners in it. */
  readonly runners: readonly string[];
  readonly warnings: readonly string[];
}

export interface ManifestPlace {
  readonly kind: string;
  readonly name: string;
  /** Where in the whole text it stands; the text itself when it is not in there. */
  readonly text: string | readonly [start: number, end: number];
}

/** What the Worker offers besides, most of it for a chart of the user's, which stays loaded there. */
export interface ChartCalls {
  preview(values: string, options: runnerStack.RenderOptions, kind: "stack" | "chart"): Preview;
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
