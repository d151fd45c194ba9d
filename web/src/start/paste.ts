import type { Context } from "../app/context.ts";
import { openDialog } from "../app/dialog.ts";
import { el } from "../app/dom.ts";
import { t } from "../i18n/index.ts";
import { classify } from "./classify.ts";
import { openGiven } from "./open.ts";

/** Takes a text: values, manifests or a `config.toml`. */
export async function pasteText(context: Context): Promise<void> {
  const text = el("textarea", {
    class: "paste-field",
    attributes: { rows: 14, spellcheck: "false", "aria-label": t("start.paste") },
  });
  const chosen = await openDialog({
    title: t("start.paste"),
    body: [el("p", {}, t("start.paste.hint")), text],
    actions: [{ id: "open", label: t("start.open"), primary: true, confirm: () => text.value.trim() !== "" }],
    wide: true,
    opened: () => {
      text.focus();
    },
  });
  if (chosen !== "open") return;
  const data = new TextEncoder().encode(text.value);
  const given = classify([{ path: "pasted.yaml", data }]);
  await openGiven(context, given);
}
