import { type Action, type Diagnostic as Finding, setDiagnostics } from "@codemirror/lint";
import type { EditorState, TransactionSpec } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import type { Diagnostic } from "runner-stack";

import { inWords } from "../i18n/findings/index.ts";
import { t } from "../i18n/index.ts";

const SEVERITY = { error: "error", warning: "warning", note: "info" } as const;

/** Findings of the engine about a text, as the editor shows them. */
export function showFindings(state: EditorState, diagnostics: readonly Diagnostic[]): TransactionSpec {
  const { length } = state.doc;
  const findings = diagnostics.flatMap((diagnostic): Finding[] => {
    if (diagnostic.range === undefined) return [];
    const from = Math.min(diagnostic.range.start.offset, length);
    const end = Math.max(from, Math.min(diagnostic.range.end.offset, length));
    // What is about the whole file has no extent: the word that stands there shows it.
    const to = end > from ? end : (state.wordAt(from)?.to ?? end);
    return [
      {
        from,
        to,
        severity: SEVERITY[diagnostic.severity],
        message: wording(diagnostic),
        source: diagnostic.code,
        actions: fixes(diagnostic),
      },
    ];
  });
  return setDiagnostics(state, findings);
}

/** A finding in words, with what to do about it. */
function wording(diagnostic: Diagnostic): string {
  const { message, help, original } = inWords(diagnostic);
  return [message, help, original].filter((line) => line !== undefined).join("\n");
}

function fixes(diagnostic: Diagnostic): Action[] {
  return diagnostic.replacements.map((text) => ({
    name: t("editor.fix", { text }),
    apply: (view: EditorView, from: number, to: number) => {
      view.dispatch({
        changes: { from, to, insert: text },
        userEvent: "input.fix",
        selection: { anchor: from + text.length },
      });
      view.focus();
    },
  }));
}
