import type { Diagnostic, ImageUse, JobPod, Kit, Manifest } from "runner-stack";

/** What one set of values renders to; charts other than the stack have no `config`. */
export interface Output {
  readonly text: string;
  readonly manifests: readonly ShownManifest[];
  readonly notes: string;
  readonly config: string | null;
  /** The names of the runners in it. */
  readonly runners: readonly string[];
  readonly warnings: readonly string[];
}

/** A manifest of an output. */
export type ShownManifest = Pick<Manifest, "kind" | "name" | "text">;

/** What only the view that shows it asks for. */
export interface Details {
  readonly images: readonly ImageUse[];
  readonly job: JobPod;
  readonly kit: Kit;
}

export type Detail = keyof Details;

/** The values under the cursor, or behind a line that was chosen. */
export interface Link {
  /** Where among the values, as `config.runners[0].name`. */
  readonly paths: readonly string[];
  /** The lines of the whole output, and of `config.toml`, that they made; from 1. */
  readonly lines: readonly number[];
  readonly configLines: readonly number[];
  /** The template line behind a line that was chosen. */
  readonly template: string | null;
  /** Whether an output line was chosen, not a place in the values. */
  readonly isFromOutput: boolean;
}

/** What the engine made of the state. */
export interface Results {
  /** Whether the engine has answered at all. */
  readonly ready: boolean;
  /** The last values that could be rendered, rendered; `null` before the first time. */
  readonly output: Output | null;
  /** The values that `output` is of. */
  readonly outputOf: string;
  /** The output before the last edit; `null` when there is none to mark changes against. */
  readonly before: Output | null;
  /** Why the values as they are now cannot be rendered; `output` is older then. */
  readonly failure: string | null;
  /** Everything found in the values as they are now. */
  readonly diagnostics: readonly Diagnostic[];
  /** What the outputs are compared with, rendered; `null` when with nothing. */
  readonly base: Output | null;
  readonly details: { readonly [Name in Detail]?: Details[Name] };
  /** The details before the last edit. */
  readonly previous: { readonly [Name in Detail]?: Details[Name] };
  /** Why a detail cannot be shown. */
  readonly refusals: { readonly [Name in Detail]?: string };
  readonly link: Link | null;
}

export const noResults: Results = {
  ready: false,
  output: null,
  outputOf: "",
  before: null,
  failure: null,
  diagnostics: [],
  base: null,
  details: {},
  previous: {},
  refusals: {},
  link: null,
};

/** Whether somebody has looked for problems: until then there are none to be shown, and none to be denied. */
export function isChecked(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics !== noResults.diagnostics;
}
