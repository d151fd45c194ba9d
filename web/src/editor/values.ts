import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import {
  defaultKeymap,
  history,
  historyKeymap,
  indentWithTab,
  redo,
  redoDepth,
  undo,
  undoDepth,
} from "@codemirror/commands";
import { bracketMatching, codeFolding, foldGutter, foldKeymap, indentUnit } from "@codemirror/language";
import { lintGutter, lintKeymap } from "@codemirror/lint";
import { highlightSelectionMatches, openSearchPanel, search, searchKeymap } from "@codemirror/search";
import { type ChangeDesc, Compartment, EditorState, type Extension, StateEffect, StateField } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  tooltips,
} from "@codemirror/view";
import type { Diagnostic } from "runner-stack";

import type { Engine } from "../engine/engine.ts";
import { t } from "../i18n/index.ts";
import { editsBetween } from "../previews/edits.ts";
import { completionSource } from "./completion.ts";
import { showFindings } from "./findings.ts";
import { formatYaml } from "./format.ts";
import { hoverHelp } from "./help.ts";
import { createEditorHost, editorElement } from "./host.ts";
import { syntaxOf, whenGrammarsCome } from "./languages.ts";
import type { Span } from "./span.ts";
import { phrases } from "./phrases.ts";
import { editorTheme } from "./theme.ts";

/** The editor of the values. */
export interface ValuesEditor {
  readonly element: HTMLElement;
  text(): string;
  /** Makes it the text, in one step that can be undone; the cursor stays where the text does. */
  replace(text: string): void;
  /** Lays the text out evenly; `false` when it cannot be read. */
  format(): boolean;
  /** Selects a part and scrolls to it. */
  reveal(span: Span): void;
  /** The same for what a finding is about, which may have moved since it was found. */
  revealFinding(range: NonNullable<Diagnostic["range"]>): void;
  /** Marks the parts that an output comes from. */
  mark(spans: readonly Span[]): void;
  showFindings(diagnostics: readonly Diagnostic[]): void;
  undo(): void;
  redo(): void;
  canUndo(): boolean;
  canRedo(): boolean;
  search(): void;
  focus(): void;
  wrap(isWrapped: boolean): void;
  /** Takes over the language of the page. */
  translate(): void;
}

export interface ValuesEditorEvents {
  /** The text is about to be shown: whoever computes from it can start while it is laid out. */
  changing(text: string): void;
  changed(text: string): void;
  /** The cursor moved; by hand, not by typing. */
  moved(offset: number): void;
}

const setOrigins = StateEffect.define<readonly Span[]>();

const originMark = Decoration.mark({ class: "cm-origin" });

const origins = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    for (const effect of transaction.effects) {
      if (!effect.is(setOrigins)) continue;
      const { length } = transaction.state.doc;
      const ranges = effect.value
        .filter(({ from, to }) => from < to && to <= length)
        .map(({ from, to }) => originMark.range(from, to));
      return Decoration.set(ranges, true);
    }
    return transaction.docChanged ? Decoration.none : marks;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Makes the editor; `isStack` says whether the engine knows the keys. */
export function createValuesEditor(
  text: string,
  engine: Engine,
  isStack: () => boolean,
  events: ValuesEditorEvents,
): ValuesEditor {
  const words = new Compartment();
  const wrapping = new Compartment();
  const syntax = new Compartment();
  let isWrapped = false;
  // What was edited since the findings were made.
  let moved: ChangeDesc | null = null;
  const state = EditorState.create({
    doc: text,
    extensions: extensions(engine, isStack, events, [
      typing(),
      words.of(wordsExtension()),
      wrapping.of([]),
      syntax.of(syntaxOf("yaml")),
    ]),
  });
  const element = editorElement();
  const { view } = createEditorHost(element, state, {
    dispatchTransactions(transactions, target) {
      const last = transactions.at(-1);
      for (const { docChanged, changes } of transactions) {
        if (docChanged) moved = moved === null ? changes : moved.composeDesc(changes);
      }
      if (last !== undefined && transactions.some(({ docChanged }) => docChanged)) {
        // The new text alone: the state behind it is parsed, which can wait.
        events.changing(last.newDoc.toString());
      }
      target.update(transactions);
    },
  });

  whenGrammarsCome(() => {
    view.dispatch({ effects: syntax.reconfigure(syntaxOf("yaml")) });
  });

  const reveal = ({ from, to }: Span) => {
    const { length } = view.state.doc;
    const anchor = Math.min(from, length);
    const head = Math.min(to, length);
    view.dispatch({ selection: { anchor, head }, effects: EditorView.scrollIntoView(anchor, { y: "center" }) });
    view.focus();
  };

  const replace = (next: string, userEvent: string) => {
    const changes = editsBetween(view.state.doc.toJSON(), next.split("\n"));
    if (changes.length > 0) view.dispatch({ changes, userEvent });
  };

  return {
    element,
    text: () => view.state.doc.toString(),
    replace: (next) => {
      replace(next.replaceAll("\r\n", "\n"), "input.replace");
    },
    format() {
      const formatted = formatYaml(view.state.doc.toString());
      if (formatted !== null) replace(formatted, "input.format");
      return formatted !== null;
    },
    reveal,
    revealFinding({ start, end }) {
      const at = (offset: number) => (moved === null || offset > moved.length ? offset : moved.mapPos(offset));
      reveal({ from: at(start.offset), to: at(end.offset) });
    },
    mark(spans) {
      const first = spans[0];
      view.dispatch({
        effects: [
          setOrigins.of(spans),
          ...(first === undefined
            ? []
            : [EditorView.scrollIntoView(Math.min(first.from, view.state.doc.length), { y: "nearest", yMargin: 60 })]),
        ],
      });
    },
    showFindings: (diagnostics) => {
      moved = null;
      view.dispatch(showFindings(view.state, diagnostics));
    },
    undo: () => undo(view),
    redo: () => redo(view),
    canUndo: () => undoDepth(view.state) > 0,
    canRedo: () => redoDepth(view.state) > 0,
    search: () => openSearchPanel(view),
    focus: () => {
      view.focus();
    },
    wrap(wanted) {
      if (wanted === isWrapped) return;
      isWrapped = wanted;
      view.dispatch({ effects: wrapping.reconfigure(wanted ? EditorView.lineWrapping : []) });
    },
    translate: () => {
      view.dispatch({ effects: words.reconfigure(wordsExtension()) });
    },
  };
}

/**
 * Letters that a key types go straight into the text. Left to itself the browser writes them into the page, lays it out,
 * and lets CodeMirror find out what happened, which takes longer than all else that follows from the key; and letters over
 * a selection get the look of what stood there, as a style of their own, which the Content-Security-Policy forbids.
 *
 * What no key of a keyboard types (input methods, keyboards on a screen, dictation) goes the way of the browser, which
 * these follow closely; only over a selection it is the same for all.
 */
function typing(): Extension {
  let key = "";
  const keys = EditorView.domEventObservers({
    keydown(event) {
      key = event.key;
    },
  });
  const letters = EditorView.domEventHandlers({
    beforeinput(event, view) {
      const { data, inputType } = event;
      const { main, ranges } = view.state.selection;
      const isPlain = inputType === "insertText" && data !== null && !event.isComposing && !view.composing;
      if (!isPlain || (main.empty && data !== key) || ranges.length > 1) return false;
      const usual = () =>
        view.state.update(view.state.replaceSelection(data), { userEvent: "input.type", scrollIntoView: true });
      const handlers = view.state.facet(EditorView.inputHandler);
      if (!handlers.some((handle) => handle(view, main.from, main.to, data, usual))) view.dispatch(usual());
      event.preventDefault();
      return true;
    },
  });
  return [keys, letters];
}

function wordsExtension(): Extension {
  return [phrases(), EditorView.contentAttributes.of({ "aria-label": t("editor.label"), tabindex: "0" })];
}

function extensions(
  engine: Engine,
  isStack: () => boolean,
  events: ValuesEditorEvents,
  changing: Extension,
): Extension {
  return [
    lintGutter(),
    lineNumbers(),
    codeFolding(),
    foldGutter({ openText: "⌄", closedText: "›" }),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    history(),
    indentUnit.of("  "),
    EditorState.tabSize.of(2),
    bracketMatching(),
    closeBrackets(),
    highlightSelectionMatches(),
    search({ top: true }),
    autocompletion({ override: [completionSource(engine, isStack)], icons: false, activateOnTyping: true }),
    hoverHelp(engine, isStack),
    origins,
    keymap.of([
      ...closeBracketsKeymap,
      ...completionKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...foldKeymap,
      ...lintKeymap,
      ...defaultKeymap,
      // Escape and then Tab leaves the editor, as the page says in its help.
      indentWithTab,
    ]),
    // What sticks out of the editor is cut.
    tooltips({ tooltipSpace: (view) => view.scrollDOM.getBoundingClientRect() }),
    editorTheme,
    changing,
    EditorView.updateListener.of((update) => {
      if (update.docChanged) events.changed(update.state.doc.toString());
      const isMove =
        update.selectionSet && update.transactions.some((transaction) => transaction.isUserEvent("select"));
      if (isMove) events.moved(update.state.selection.main.head);
    }),
  ];
}
