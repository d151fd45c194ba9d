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
  /** The failing place of the template, at the end of that way. */
  readonly place?: TemplatePlace;
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

/** Files with their names, or their contents by path. */
export type SourceList = readonly { readonly name: string; readonly text: string | Bytes }[] | Files;

/** A class of the platform; none where its types are not loaded, so that these declarations need neither DOM nor Node's. */
type PlatformClass<Name extends string> =
  typeof globalThis extends { readonly [name in Name]: { readonly prototype: infer Instance } } ? Instance : never;

/** A compiled module, likewise. */
type PlatformModule =
  typeof globalThis extends { readonly WebAssembly: { readonly Module: { readonly prototype: infer Module } } } ? Module : never;

/** Where the module comes from: a URL, a `Response`, bytes, or a `WebAssembly.Module`. */
export type ModuleSource = string | PlatformClass<"URL"> | PlatformClass<"Response"> | Bytes | PlatformModule;

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

/**
 * Everything that the rules find in values, `config.toml` files and manifests of one stack, as `runner-stack check`:
 * mistakes, security findings, deprecations. Like `check`, it does not throw for them.
 */
export declare function checkFiles(files: SourceList, options?: CheckFilesOptions): Diagnostics;

/** Every image that the stack and its jobs pull. */
export declare function images(values?: Values, options?: RenderOptions): ImageUses;

/**
 * The pod that GitLab Runner would make for a job. Where it would refuse the job, or no runner takes it, this throws an
 * error with the code `refused`, which says why.
 */
export declare function job(values?: Values, options?: RenderOptions & JobOptions): JobPod;

/**
 * A folder with everything around a stack: manifests, chart, `config.toml`, object storage, Secrets, a mirror of the
 * images, a test pipeline, and the steps that verify it all.
 */
export declare function kit(values?: Values, options?: RenderOptions & KitOptions): Kit;

/** Where each line of `render(values, options).text` comes from: template, line, and the values that were read for it. */
export declare function sourceMap(values?: Values, options?: RenderOptions): SourceMap;

/**
 * What changes in the cluster between two versions of a stack, and what that does to the manager and to running jobs.
 * A side may also be Kubernetes manifests, as text.
 */
export declare function diff(before: Values, after: Values, options?: RenderOptions): Comparison;

/** Turns manifests, `config.toml` files or values of the official chart into a values file, and says what differs. */
export declare function importFiles(files: SourceList): Imported;

/** What a key of the values or of `config.toml` means; without a key, all values. */
export declare function explain(key?: string, options?: ExplainOptions): Explanation;

/**
 * What may be written at a position of the text of a values file: keys and values at every depth, the parts of the
 * Kubernetes API included. The text need not be complete. All that fits the place is offered; editors narrow it down to the word.
 */
export declare function complete(text: string, position: number | Pick<Position, "offset">): Completions;

/** What the key at a position of the text of a values file means; nothing where no known key is. */
export declare function hover(text: string, position: number | Pick<Position, "offset">): Hover | undefined;

/** The Helm chart of the stack with the values as its defaults: its files, and a `.tgz`. */
export declare function chart(values?: Values, options?: ChartOptions): EmittedChart;

/** The JSON Schema of the values. */
export declare function schema(): { [keyword: string]: unknown };

/** Starter values files. */
export declare function presets(): Presets;

/**
 * The text with stars in place of the credentials in it, as long as before: tokens of GitLab, what is assigned to names
 * of credentials, and passwords in addresses. For whoever shows the lines that findings are about.
 */
export declare function starred(text: string): string;

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
  /** The text of a template by the name that errors and manifests give it; nothing when there is none. */
  template(name: string): string | undefined;
  /** Renders it as `helm template` does. */
  render(values?: Values, options?: RenderOptions): RenderedChart;
  /** Where each line of `render(values, options).text` comes from. */
  sourceMap(values?: Values, options?: RenderOptions): SourceMap;
}
