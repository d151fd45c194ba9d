import type { EditorState, TransactionSpec } from "@codemirror/state";
import { EditorView, type EditorViewConfig } from "@codemirror/view";

import { el } from "../app/dom.ts";

/** The element of an editor. */
export function editorElement(): HTMLElement {
  return el("div", { class: "code" });
}

export interface EditorHost {
  readonly view: EditorView;
  /**
   * Dispatches what the page itself changes.
   *
   * CodeMirror asks for the selection whenever it draws, and the browser has to lay everything out for an answer: half
   * of what a new result costs. Who is not in the editor has no selection in there that could matter.
   */
  redraw(transaction: TransactionSpec): void;
}

/** Chromium has it, and CodeMirror asks it there. */
interface SelectionRoot {
  readonly getSelection?: () => Selection | null;
}

/**
 * An editor in an element of its own, made by `editorElement`.
 *
 * It lives in a shadow root, because there CodeMirror keeps its styles in constructed style sheets: in the document it
 * would write a `style` element, which the Content-Security-Policy forbids.
 */
export function createEditorHost(
  element: HTMLElement,
  state: EditorState,
  config: Pick<EditorViewConfig, "dispatchTransactions"> = {},
): EditorHost {
  const root = element.attachShadow({ mode: "open", delegatesFocus: true });
  // A new editor has no selection either.
  let isQuiet = true;
  const selection = (root as SelectionRoot).getSelection?.bind(root);
  if (selection !== undefined) {
    Object.defineProperty(root, "getSelection", { value: () => (isQuiet ? null : selection()) });
  }
  const parent = document.createElement("div");
  parent.style.setProperty("height", "100%");
  root.append(parent);
  const view = new EditorView({ ...config, state, parent, root });
  isQuiet = false;
  return {
    view,
    redraw(transaction) {
      isQuiet = root.activeElement === null;
      try {
        view.dispatch(transaction);
      } finally {
        isQuiet = false;
      }
    },
  };
}
