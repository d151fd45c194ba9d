import { button } from "../app/button.ts";
import type { Context } from "../app/context.ts";
import { openDialog } from "../app/dialog.ts";
import { el } from "../app/dom.ts";
import { t } from "../i18n/index.ts";
import { commandLines } from "./command.ts";

/** Shows the command lines that give what the page shows. */
export async function openCommands({ store, announce }: Context): Promise<void> {
  const { source, release } = store.get();
  const lines = commandLines(source, release).map(({ purpose, line }) =>
    el(
      "div",
      { class: "command" },
      el("h3", {}, t(`command.${purpose}`)),
      el(
        "div",
        { class: "command-line" },
        el("code", { attributes: { tabindex: 0 } }, line),
        copyButton(line, announce),
      ),
    ),
  );
  await openDialog({
    title: t("take.commands"),
    body: [el("p", {}, t("command.hint")), ...lines],
    actions: [],
    wide: true,
  });
}

/** A button that copies a text. */
export function copyButton(text: string, announce: Context["announce"]): HTMLElement {
  const element: HTMLButtonElement = button({
    icon: "copy",
    label: t("action.copy"),
    press: () => {
      navigator.clipboard.writeText(text).then(
        () => {
          const label = element.querySelector("span");
          if (label !== null) label.textContent = t("action.copied");
        },
        () => {
          announce(t("action.notCopied"), "error");
        },
      );
    },
  });
  return element;
}
