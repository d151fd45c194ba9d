import { RangeSetBuilder, StateEffect, StateField, type Text } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, gutter, GutterMarker, WidgetType } from "@codemirror/view";

import type { Hunk } from "./diff.ts";

/** What is marked in an output. Lines count from 1. */
export interface Marks {
  /** Lines that the last edit changed. */
  readonly fresh: ReadonlySet<number>;
  /** Differences from what it is compared with. */
  readonly compared: readonly Hunk[];
  /** The lines of what it is compared with. */
  readonly base: readonly string[];
  /** Lines that the values under the cursor made. */
  readonly linked: ReadonlySet<number>;
}

export const noMarks: Marks = { fresh: new Set(), compared: [], base: [], linked: new Set() };

export const setMarks = StateEffect.define<Marks>();

interface Marked {
  readonly marks: Marks;
  readonly added: ReadonlySet<number>;
  readonly decorations: DecorationSet;
}

const marksField = StateField.define<Marked>({
  create: () => ({ marks: noMarks, added: new Set(), decorations: Decoration.none }),
  update(marked, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(setMarks)) return build(effect.value, transaction.state.doc);
    }
    return transaction.docChanged ? { ...marked, decorations: marked.decorations.map(transaction.changes) } : marked;
  },
  provide: (field) => EditorView.decorations.from(field, ({ decorations }) => decorations),
});

class GoneLines extends WidgetType {
  constructor(readonly lines: readonly string[]) {
    super();
  }

  override eq(other: GoneLines): boolean {
    return other.lines.length === this.lines.length && other.lines.every((line, index) => line === this.lines[index]);
  }

  override toDOM(): HTMLElement {
    const block = document.createElement("div");
    block.className = "cm-gone";
    for (const line of this.lines) {
      const row = document.createElement("div");
      row.textContent = line === "" ? " " : line;
      block.append(row);
    }
    return block;
  }
}

function build(marks: Marks, doc: Text): Marked {
  const added = new Set<number>();
  const gone = new Map<number, string[]>();
  for (const { fromA, toA, fromB, toB } of marks.compared) {
    for (let line = fromB + 1; line <= toB; line += 1) added.add(line);
    if (toA > fromA) gone.set(fromB + 1, marks.base.slice(fromA, toA));
  }
  const builder = new RangeSetBuilder<Decoration>();
  for (let number = 1; number <= doc.lines; number += 1) {
    const lines = gone.get(number);
    const classes = [
      added.has(number) && "cm-added",
      marks.fresh.has(number) && "cm-fresh",
      marks.linked.has(number) && "cm-linked",
    ].filter((name) => name !== false);
    if (lines === undefined && classes.length === 0) continue;
    const { from } = doc.line(number);
    if (lines !== undefined) {
      builder.add(from, from, Decoration.widget({ widget: new GoneLines(lines), block: true, side: -1 }));
    }
    if (classes.length > 0) builder.add(from, from, Decoration.line({ class: classes.join(" ") }));
  }
  const atEnd = gone.get(doc.lines + 1);
  if (atEnd !== undefined) {
    builder.add(doc.length, doc.length, Decoration.widget({ widget: new GoneLines(atEnd), block: true, side: 1 }));
  }
  return { marks, added, decorations: builder.finish() };
}

class Sign extends GutterMarker {
  constructor(
    readonly sign: string,
    readonly name: string,
  ) {
    super();
  }

  override eq(other: Sign): boolean {
    return other.sign === this.sign;
  }

  override toDOM(): HTMLElement {
    const element = document.createElement("span");
    element.className = this.name;
    element.textContent = this.sign;
    return element;
  }
}

const ADDED = new Sign("+", "sign-added");
const FRESH = new Sign("•", "sign-fresh");

/** Decorations and the signs beside the line numbers: colour is never the only mark. */
export const marksExtension = [
  marksField,
  gutter({
    class: "cm-signs",
    lineMarker(view, block) {
      const { marks, added } = view.state.field(marksField);
      const line = view.state.doc.lineAt(block.from).number;
      return added.has(line) ? ADDED : marks.fresh.has(line) ? FRESH : null;
    },
    lineMarkerChange: (update) => update.startState.field(marksField) !== update.state.field(marksField),
  }),
];
