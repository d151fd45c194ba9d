import type { Context, Model, Panel } from "../app/context.ts";
import type { IconName } from "../app/icons.ts";
import type { Key } from "../i18n/index.ts";
import type { Source, ViewId } from "../state/state.ts";
import type { CodeView } from "./codeView.ts";

/** What a tab on the right shows. */
export interface PreviewPanel extends Panel {
  /** The text that is looked at, if the panel shows one. */
  readonly code: CodeView | null;
  /** What the copy button takes; empty when there is nothing to take. */
  copyText(model: Model): string;
}

/** A tab on the right. */
export interface View {
  readonly id: ViewId;
  readonly title: Key;
  readonly icon: IconName;
  /** The kinds of values that it can show. */
  readonly for: readonly Source["kind"][];
  /** Whether it has lines that can be compared with another version's. */
  readonly isComparable: boolean;
  create(context: Context): PreviewPanel;
}
