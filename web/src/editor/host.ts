import type { EditorState } from "@codemirror/state";
import { EditorView, type EditorViewConfig } from "@codemirror/view";

import { el } from "../app/dom.ts";

/**
 * An editor in an element of its own.
 *
 * It lives in a shadow root, because there CodeMirror keeps its styles in constructed style sheets: in the document it
 * would write a `style` element, which the Content-Security-Policy forbids.
 */
export function createEditorHost(
  state: EditorState,
  config: Pick<EditorViewConfig, "dispatchTransactions"> = {},
): { element: HTMLElement; view: EditorView } {
  const element = el("div", { class: "code" });
  const root = element.attachShadow({ mode: "open", delegatesFocus: true });
  const parent = document.createElement("div");
  parent.style.setProperty("height", "100%");
  root.append(parent);
  const view = new EditorView({ ...config, state, parent, root });
  return { element, view };
}
