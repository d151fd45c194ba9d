import type { Context } from "../app/context.ts";
import { t } from "../i18n/index.ts";
import { createCodeView } from "./codeView.ts";
import type { PreviewPanel } from "./panel.ts";

/** The `config.toml` that the runners will read. */
export function createConfigPanel({ links }: Context): PreviewPanel {
  const code = createCodeView(t("view.config"), (line) => void links.fromLine("config", line));
  return {
    element: code.element,
    code,
    copyText: ({ results }) => results.output?.config ?? "",
    update({ state, results: { output, before, base, link } }) {
      // An editor without a text would be laid out for nothing, just when the page starts.
      if (output === null) return;
      code.show({
        key: "config.toml",
        text: output.config ?? "",
        syntax: "toml",
        wrap: state.wrap,
        before: before?.config ?? null,
        base: base === null ? null : (base.config ?? ""),
        linked: link?.configLines ?? [],
        isFollowing: link?.isFromOutput === false,
      });
    },
    destroy: code.destroy,
  };
}
