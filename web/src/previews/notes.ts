import { el } from "../app/dom.ts";
import { t } from "../i18n/index.ts";
import { createCodeView } from "./codeView.ts";
import type { PreviewPanel } from "./panel.ts";

/** What `helm install` says at its end. */
export function createNotesPanel(): PreviewPanel {
  const code = createCodeView(t("view.notes"), () => undefined);
  const empty = el("p", { class: "empty" }, t("notes.empty"));
  const element = el("div", { class: "fill" }, empty, code.element);
  return {
    element,
    code,
    copyText: ({ results }) => results.output?.notes ?? "",
    update({ results: { output, before, base } }) {
      const text = output?.notes ?? "";
      empty.hidden = text !== "";
      code.element.hidden = text === "";
      code.show({
        key: "NOTES.txt",
        text,
        syntax: "text",
        // It is prose.
        wrap: true,
        before: before?.notes ?? null,
        base: base?.notes ?? null,
        linked: [],
      });
    },
    destroy: code.destroy,
  };
}
