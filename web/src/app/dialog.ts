import { t } from "../i18n/index.ts";
import { button } from "./button.ts";
import { el } from "./dom.ts";
import type { IconName } from "./icons.ts";

export interface DialogAction {
  readonly id: string;
  readonly label: string;
  readonly icon?: IconName;
  /** The action that Enter takes. */
  readonly primary?: boolean;
  /** Whether the dialog may close; it stays open for `false`. */
  readonly confirm?: () => boolean | Promise<boolean>;
}

export interface DialogOptions {
  readonly title: string;
  readonly body: readonly (Node | string)[];
  readonly actions: readonly DialogAction[];
  readonly wide?: boolean;
  /** Called with what closes the dialog, for bodies that decide themselves. */
  readonly opened?: (close: (action: string) => void) => void;
}

let count = 0;

/** Opens a dialog over the page; gives the action taken, or `null` when it was dismissed. */
export function openDialog(options: DialogOptions): Promise<string | null> {
  count += 1;
  const titleId = `dialog-title-${count}`;
  return new Promise((resolve) => {
    const close = (action: string) => {
      dialog.close(action);
    };
    const take = async (action: DialogAction) => {
      if ((await action.confirm?.()) !== false) close(action.id);
    };
    const dialog = el(
      "dialog",
      { class: options.wide === true ? "dialog wide" : "dialog", attributes: { "aria-labelledby": titleId } },
      el(
        "div",
        { class: "dialog-head" },
        el("h2", { attributes: { id: titleId } }, options.title),
        button({
          icon: "close",
          look: "icon",
          label: t("dialog.close"),
          press: () => {
            dialog.close("");
          },
        }),
      ),
      el("div", { class: "dialog-body" }, ...options.body),
      options.actions.length > 0 &&
        el(
          "div",
          { class: "dialog-actions" },
          ...options.actions.map((action) =>
            button({
              label: action.label,
              look: action.primary === true ? "primary" : "plain",
              ...(action.icon === undefined ? {} : { icon: action.icon }),
              press: () => void take(action),
            }),
          ),
        ),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "" ? null : dialog.returnValue);
    });
    // A press outside of it dismisses it, as Escape does.
    dialog.addEventListener("pointerdown", (event) => {
      if (event.target === dialog) dialog.close("");
    });
    document.body.append(dialog);
    dialog.showModal();
    options.opened?.(close);
  });
}
