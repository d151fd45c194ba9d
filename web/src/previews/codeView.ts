import { defaultKeymap } from "@codemirror/commands";
import { codeFolding, foldGutter, foldKeymap } from "@codemirror/language";
import { openSearchPanel, search, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, Text } from "@codemirror/state";
import { EditorView, keymap, lineNumbers } from "@codemirror/view";

import { createEditorHost } from "../editor/host.ts";
import { type Syntax, syntaxOf } from "../editor/languages.ts";
import { isTooDeep } from "../editor/nesting.ts";
import { phrases } from "../editor/phrases.ts";
import { editorTheme } from "../editor/theme.ts";
import { diffLines, type Hunk } from "./diff.ts";
import { editsBetween } from "./edits.ts";
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
  let shown = EMPTY;
  let marks: Marks = noMarks;

  const fresh = (content: CodeContent): EditorState =>
    EditorState.create({
      doc: content.text,
      extensions: [
        EditorState.readOnly.of(true),
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
        isTooDeep(content.text) ? [] : syntaxOf(content.syntax),
        wrapping.of(content.wrap ? EditorView.lineWrapping : []),
        editorTheme,
        phrases(),
        EditorView.updateListener.of((update) => {
          const isByUser = update.transactions.some((transaction) => transaction.isUserEvent("select"));
          if (isByUser) chosen(update.state.doc.lineAt(update.state.selection.main.head).number);
        }),
      ],
    });

  const { element, view } = createEditorHost(fresh(EMPTY));

  function show(content: CodeContent): void {
    if (content.key !== shown.key || content.syntax !== shown.syntax) {
      view.setState(fresh(content));
      view.scrollDOM.scrollTop = 0;
      marks = noMarks;
    } else if (content.wrap !== shown.wrap) {
      view.dispatch({ effects: wrapping.reconfigure(content.wrap ? EditorView.lineWrapping : []) });
    }
    const next = marksOf(content, shown, marks);
    const isSameText = view.state.doc.eq(Text.of(content.text.split("\n")));
    if (next !== marks || !isSameText) {
      // One step, as each costs a layout.
      view.dispatch({
        changes: isSameText ? [] : editsBetween(view.state.doc.toJSON(), content.text.split("\n")),
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
    search: () => openSearchPanel(view),
    reveal(line) {
      const { doc } = view.state;
      const { from } = doc.line(Math.min(Math.max(line, 1), doc.lines));
      view.dispatch({ effects: EditorView.scrollIntoView(from, { y: "center" }) });
    },
    changed: () =>
      marks.compared.length > 0 ? marks.compared.map(({ fromB }) => fromB + 1) : [...marks.fresh].sort((a, b) => a - b),
    destroy: () => {
      view.destroy();
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
  const lines = content.text.split("\n");
  const fresh = new Set<number>();
  if (content.before !== null) {
    for (const hunk of diffLines(content.before.split("\n"), lines)) mark(fresh, hunk);
  }
  const base = content.base === null ? [] : content.base.split("\n");
  const compared = content.base === null ? [] : diffLines(base, lines);
  return { fresh, compared, base, linked: new Set(content.linked) };
}

function mark(lines: Set<number>, { fromB, toB }: Hunk): void {
  for (let line = fromB + 1; line <= toB; line += 1) lines.add(line);
}
