import { el } from "./dom.ts";
import { icon, type IconName } from "./icons.ts";

interface ButtonOptions {
  readonly icon?: IconName;
  readonly label: string;
  /** `icon` shows no words: the label is for screen readers and the tooltip. */
  readonly look?: "plain" | "primary" | "icon" | "link";
  readonly pressed?: boolean;
  readonly disabled?: boolean;
  readonly shortcut?: string;
  readonly id?: string;
  readonly press: () => void;
}

/** A button with an icon, words, or both. */
export function button(options: ButtonOptions): HTMLButtonElement {
  const isIcon = options.look === "icon";
  return el(
    "button",
    {
      class: `button ${options.look ?? "plain"}`,
      attributes: {
        type: "button",
        id: options.id,
        title: isIcon ? withShortcut(options.label, options.shortcut) : undefined,
        "aria-label": isIcon ? options.label : undefined,
        "aria-pressed": options.pressed === undefined ? undefined : String(options.pressed),
        "aria-keyshortcuts": options.shortcut,
        disabled: options.disabled,
      },
      on: { click: options.press },
    },
    options.icon !== undefined && icon(options.icon),
    !isIcon && el("span", {}, options.label),
  );
}

function withShortcut(label: string, shortcut: string | undefined): string {
  return shortcut === undefined ? label : `${label} (${shortcut.replace("Control", "Ctrl")})`;
}
