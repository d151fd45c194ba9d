import type { Key } from "../i18n/index.ts";
import type { State } from "../state/state.ts";
import type { Context } from "./context.ts";
import type { IconName } from "./icons.ts";

/** Something the user can do: a line of a menu. */
export interface Action {
  readonly id: string;
  readonly label: Key;
  /** A line below the label that says more. */
  readonly detail?: Key;
  readonly icon: IconName;
  /** As `aria-keyshortcuts` writes it: `Control+S`. */
  readonly shortcut?: string;
  /** Whether it can be done now; absent means always. */
  readonly when?: (state: State) => boolean;
  run(context: Context): void | Promise<void>;
}
