import type { Diagnostic, Manifest } from "runner-stack";

/** What one set of values renders to; charts other than the stack have no `config`. */
export interface Output {
  readonly text: string;
  readonly manifests: readonly Manifest[];
  readonly notes: string;
  readonly config: string | null;
  readonly warnings: readonly string[];
}

/** What the engine made of the state. */
export interface Results {
  /** The last values that could be rendered, rendered; `null` before the first time. */
  readonly output: Output | null;
  /** The values that `output` is of. */
  readonly outputOf: string;
  /** Why the values as they are now cannot be rendered; `output` is older then. */
  readonly failure: string | null;
  /** Everything found in the values as they are now. */
  readonly diagnostics: readonly Diagnostic[];
  /** What the outputs are compared with, rendered; `null` when with nothing. */
  readonly base: Output | null;
  /** Whether the engine has answered at all. */
  readonly ready: boolean;
}

export const noResults: Results = {
  output: null,
  outputOf: "",
  failure: null,
  diagnostics: [],
  base: null,
  ready: false,
};
