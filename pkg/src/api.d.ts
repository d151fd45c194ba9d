/** What a failed call throws. Nothing else is thrown, but for errors of your own `readFile`, which become one of these. */
export declare class RunnerStackError extends Error implements Failure {
  readonly name: "RunnerStackError";
  /** What kind of failure it is. */
  readonly code: ErrorCode;
  /** The reason alone, without positions. */
  readonly reason: string;
  /** Each finding with its place, in UTF-16 code units as JavaScript counts them. */
  readonly diagnostics: Diagnostic[];
  /** The way from the outermost template to the failing place. */
  readonly trace: TracePoint[];
  /** Warnings of the run before it failed, as Helm prints them. */
  readonly warnings: string[];
  /** What was rendered before the failure, for a look at it. */
  readonly partialOutput?: string;
  private constructor();
  toJSON(): Failure & { name: string };
}

/** One values file: YAML text, a file with a name for messages, or the values themselves. */
export type ValuesSource = string | ValuesFile | { readonly [key: string]: unknown };

/**
 * Values: YAML text, the values themselves, or a list of both and of `{ name, text }`; the last wins, as with Helm's `-f`.
 * Nothing stands for no values.
 */
export type Values = string | { readonly [key: string]: unknown } | readonly ValuesSource[] | null | undefined;

/** What `render`, `config` and `Chart.render` take besides values. */
export interface RenderOptions extends Partial<SetOptions>, Partial<ReleaseFlags> {}

/** What `check` takes besides values. */
export interface CheckOptions extends Partial<SetOptions> {}

/** What `chart` takes besides values. */
export interface ChartOptions extends Partial<SetOptions>, Partial<ChartIdentity> {}

/** Bytes. */
export type Bytes = Uint8Array | ArrayBuffer | ArrayBufferView;

/** The files of a chart by their path inside it, as an object, a `Map` or pairs. */
export type Files = { readonly [path: string]: string | Bytes } | Iterable<readonly [path: string, content: string | Bytes]>;

/** Where the module comes from. */
export type ModuleSource = string | URL | Response | BufferSource | WebAssembly.Module;

/**
 * Loads the WebAssembly module; `await` it once before the first use in browsers and workers. Calling it again does
 * nothing. In Node, Deno and Bun nothing is left to do.
 */
export declare function init(source?: ModuleSource | PromiseLike<ModuleSource>): Promise<void>;

/** The manifests, the `config.toml` and the notes of the stack. */
export declare function render(values?: Values, options?: RenderOptions): RenderedStack;

/** The `config.toml` that the runners will read: whole, and each `[[runners]]` entry. */
export declare function config(values?: Values, options?: RenderOptions): Config;

/** Everything that is wrong with values, or worth a look. Does not throw for mistakes in values: they are the result. */
export declare function check(values?: Values, options?: CheckOptions): Diagnostics;

/** The Helm chart of the stack with the values as its defaults: its files, and a `.tgz`. */
export declare function chart(values?: Values, options?: ChartOptions): EmittedChart;

/** The JSON Schema of the values. */
export declare function schema(): { [keyword: string]: unknown };

/** Starter values files. */
export declare function presets(): Presets;

/** The version of the package. */
export declare function version(): string;

/** Any Helm chart, loaded once and rendered as often as needed. */
export declare class Chart {
  private constructor();
  /** Loads a chart from the files of its folder: `Chart.yaml`, `templates/…` and so on. */
  static fromFiles(files: Files): Chart;
  /** Loads a packaged chart, a `.tgz`; the name is for messages. */
  static fromArchive(archive: Bytes, name?: string): Chart;
  /** What `Chart.yaml` says. */
  readonly metadata: ChartMetadata;
  /** The text of `values.yaml`; empty when there is none. */
  readonly values: string;
  /** The text of `values.schema.json`; empty when there is none. */
  readonly schema: string;
  /** Renders it as `helm template` does. */
  render(values?: Values, options?: RenderOptions): RenderedChart;
}
