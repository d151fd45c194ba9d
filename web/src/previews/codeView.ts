import { defaultKeymap } from "@codemirror/commands";
import { codeFolding, foldGutter, foldKeymap } from "@codemirror/language";
import { openSearchPanel, search, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState } from "@codemirror/state";
import { EditorView, keymap, lineNumbers } from "@codemirror/view";

import { createEditorHost, editorElement, type EditorHost } from "../editor/host.ts";
import { type Syntax, syntaxOf, whenGrammarsCome } from "../editor/languages.ts";
import { phrases } from "../editor/phrases.ts";
import { editorTheme } from "../editor/theme.ts";
import { diffLines, type Hunk } from "./diff.ts";
import { editsBetween } from "./edits.ts";
import { linesOf } from "./lines.ts";
import { type Marks, marksExtension, noMarks, setMarks } from "./marks.ts";

/** What a code view shows; the same content gives the same picture. */
export interface CodeContent {
  /** Which document it is: scrolling and folds belong to one. */
  readonly key: string;
  readonly text: string;
  readonly syntax: Syntax;
  readonly wrap: boolean;
  /** The text before the last edit; lines that differ are marked. `null`: none is. */
  readonly before: string | null;
  /** What the text is compared with; `null`: nothing. */
  readonly base: string | null;
  /** Lines, from 1, that belong to the values under the cursor. */
  readonly linked: readonly number[];
  /** Whether to scroll to those lines when they change. */
  readonly isFollowing?: boolean;
}

export interface CodeView {
  readonly element: HTMLElement;
  show(content: CodeContent): void;
  /** Opens the search field. */
  search(): void;
  /** Scrolls to a line. */
  reveal(line: number): void;
  /** Lines with a mark of the last edit, or of the comparison if there is one. */
  changed(): readonly number[];
  destroy(): void;
}

const EMPTY: CodeContent = { key: "", text: "", syntax: "text", wrap: false, before: null, base: null, linked: [] };

/** A text to read, with colours, folds, search and marks. */
export function createCodeView(label: string, chosen: (line: number) => void): CodeView {
  const wrapping = new Compartment();
  const syntax = new Compartment();
  let shown = EMPTY;
  let marks: Marks = noMarks;

  const fresh = (content: CodeContent): EditorState =>
    EditorState.create({
      doc: content.text,
      extensions: [
        EditorState.readOnly.of(true),
        // The lines are those of the text as it is: what ends them otherwise stays a part of them.
        EditorState.lineSeparator.of("\n"),
        // No keyboard slides in on phones; the cursor still moves with the keys.
        EditorView.contentAttributes.of({
          "aria-label": label,
          "aria-readonly": "true",
          tabindex: "0",
          inputmode: "none",
        }),
        lineNumbers(),
        marksExtension,
        content.syntax === "yaml" ? [codeFolding(), foldGutter({ openText: "⌄", closedText: "›" })] : [],
        search({ top: true }),
        keymap.of([...searchKeymap, ...foldKeymap, ...defaultKeymap]),
        syntax.of(syntaxOf(content.syntax)),
        wrapping.of(content.wrap ? EditorView.lineWrapping : []),
        editorTheme,
        phrases(),
        EditorView.updateListener.of((update) => {
          const isByUser = update.transactions.some((transaction) => transaction.isUserEvent("select"));
          if (isByUser) chosen(update.state.doc.lineAt(update.state.selection.main.head).number);
        }),
      ],
    });

  const element = editorElement();
  let host: EditorHost | undefined;

  whenGrammarsCome(() => host?.redraw({ effects: syntax.reconfigure(syntaxOf(shown.syntax)) }));

  function show(content: CodeContent): void {
    const isFirst = host === undefined;
    host ??= createEditorHost(element, fresh(content));
    const { view, redraw } = host;
    const isOther = content.key !== shown.key || content.syntax !== shown.syntax;
    if (isFirst) {
      marks = noMarks;
    } else if (isOther) {
      view.setState(fresh(content));
      view.scrollDOM.scrollTop = 0;
      marks = noMarks;
    } else if (content.wrap !== shown.wrap) {
      view.dispatch({ effects: wrapping.reconfigure(content.wrap ? EditorView.lineWrapping : []) });
    }
    const next = marksOf(content, shown, marks);
    const isSameText = isFirst || isOther || content.text === shown.text;
    if (next !== marks || !isSameText) {
      // One step, as each costs a layout.
      redraw({
        changes: isSameText ? [] : editsBetween(linesOf(shown.text), linesOf(content.text)),
        effects: next === marks ? [] : setMarks.of(next),
      });
    }
    marks = next;
    const [first] = content.linked;
    if (content.isFollowing === true && content.linked !== shown.linked && first !== undefined) {
      const { from } = view.state.doc.line(Math.min(first, view.state.doc.lines));
      view.dispatch({ effects: EditorView.scrollIntoView(from, { y: "nearest", yMargin: 90 }) });
    }
    shown = content;
  }

  return {
    element,
    show,
    search: () => host !== undefined && openSearchPanel(host.view),
    reveal(line) {
      if (host === undefined) return;
      const { view } = host;
      const { doc } = view.state;
      const { from } = doc.line(Math.min(Math.max(line, 1), doc.lines));
      view.dispatch({ effects: EditorView.scrollIntoView(from, { y: "center" }) });
    },
    changed: () =>
      marks.compared.length > 0 ? marks.compared.map(({ fromB }) => fromB + 1) : [...marks.fresh].sort((a, b) => a - b),
    destroy: () => {
      host?.view.destroy();
    },
  };
}

/** The marks of the content; the ones there are, when nothing that decides them has changed. */
function marksOf(content: CodeContent, shown: CodeContent, marks: Marks): Marks {
  const isSameText = content.text === shown.text && content.key === shown.key;
  const isSame =
    isSameText &&
    content.before === shown.before &&
    content.base === shown.base &&
    content.linked === shown.linked &&
    marks !== noMarks;
  if (isSame) return marks;
  const lines = linesOf(content.text);
  const fresh = new Set<number>();
  if (content.before !== null) {
    for (const hunk of diffLines(linesOf(content.before), lines)) mark(fresh, hunk);
  }
  const base = content.base === null ? [] : linesOf(content.base);
  const compared = content.base === null ? [] : diffLines(base, lines);
  if (fresh.size + compared.length + content.linked.length === 0) return noMarks;
  return { fresh, compared, base, linked: new Set(content.linked) };
}

function mark(lines: Set<number>, { fromB, toB }: Hunk): void {
  for (let line = fromB + 1; line <= toB; line += 1) lines.add(line);
}
