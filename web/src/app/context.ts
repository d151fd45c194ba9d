import type { ValuesEditor } from "../editor/values.ts";
import type { Engine } from "../engine/engine.ts";
import type { Links } from "../state/link.ts";
import type { Results } from "../state/results.ts";
import type { State } from "../state/state.ts";
import type { Store } from "../state/store.ts";

/** What everything that acts is handed. */
export interface Context {
  readonly store: Store<State>;
  readonly results: Store<Results>;
  readonly engine: Engine;
  readonly editor: ValuesEditor;
  readonly links: Links;
  /** Shows a short note for a while; screen readers say it. */
  announce(message: string, tone?: "info" | "error"): void;
}

/** What panels show. */
export interface Model {
  readonly state: State;
  readonly results: Results;
}

/** A part of the page that follows the model. */
export interface Panel {
  readonly element: HTMLElement;
  update(model: Model): void;
  destroy(): void;
}
