import type { Context, Panel } from "../app/context.ts";
import type { IconName } from "../app/icons.ts";
import type { Key } from "../i18n/index.ts";
import type { Source, ViewId } from "../state/state.ts";

/** A tab on the right. */
export interface View {
  readonly id: ViewId;
  readonly title: Key;
  readonly icon: IconName;
  /** The kinds of values that it can show. */
  readonly for: readonly Source["kind"][];
  create(context: Context): Panel;
}
