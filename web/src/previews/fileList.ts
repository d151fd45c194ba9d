import { el } from "../app/dom.ts";
import { icon, type IconName } from "../app/icons.ts";

export interface Entry {
  readonly key: string;
  readonly label: string;
  /** A word after the label, such as a namespace. */
  readonly detail?: string;
  readonly icon?: IconName;
  /** The last edit changed it. */
  readonly isFresh: boolean;
  /** The values under the cursor are in it. */
  readonly isLinked: boolean;
  /** It differs from what it is compared with. */
  readonly isDifferent: boolean;
}

export interface Group {
  /** Empty for entries without a heading. */
  readonly title: string;
  readonly entries: readonly Entry[];
}

export interface FileList {
  readonly element: HTMLElement;
  show(groups: readonly Group[], open: string): void;
}

/** A list of files or objects to choose from, in groups; on narrow screens a field with a menu. */
export function createFileList(label: string, freshWord: string, choose: (key: string) => void): FileList {
  const list = el("nav", { class: "file-list", attributes: { "aria-label": label } });
  const select = el("select", {
    class: "file-select",
    attributes: { "aria-label": label },
    on: {
      change: () => {
        choose(select.value);
      },
    },
  });
  let shown = "";
  list.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const buttons = [...list.querySelectorAll("button")];
    const at = buttons.findIndex((button) => button === document.activeElement);
    const next = buttons[at + (event.key === "ArrowDown" ? 1 : -1)];
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
    next.click();
    // The click builds the list anew.
    list.querySelectorAll("button")[at + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
  });
  return {
    element: el("div", { class: "file-list-host" }, list, select),
    show(groups, open) {
      const wanted = JSON.stringify([groups, open]);
      if (wanted === shown) return;
      shown = wanted;
      const focused = list.contains(document.activeElement) ? document.activeElement?.getAttribute("data-key") : null;
      list.replaceChildren(
        ...groups.map(({ title, entries }) =>
          el(
            "div",
            { class: "file-group" },
            title !== "" && el("h3", {}, title),
            el(
              "ul",
              {},
              ...entries.map((entry) => el("li", {}, entryButton(entry, entry.key === open, freshWord, choose))),
            ),
          ),
        ),
      );
      select.replaceChildren(
        ...groups
          .map(({ title, entries }) => {
            const options = entries.map((entry) =>
              el("option", { attributes: { value: entry.key, selected: entry.key === open } }, optionLabel(entry)),
            );
            return title === "" ? options : [el("optgroup", { attributes: { label: title } }, ...options)];
          })
          .flat(),
      );
      if (focused !== null && focused !== undefined) {
        [...list.querySelectorAll<HTMLElement>("button")].find(({ dataset }) => dataset.key === focused)?.focus();
      }
    },
  };
}

function optionLabel({ label, detail, isFresh }: Entry): string {
  return `${label}${detail === undefined ? "" : ` (${detail})`}${isFresh ? " •" : ""}`;
}

function entryButton(entry: Entry, isOpen: boolean, freshWord: string, choose: (key: string) => void): HTMLElement {
  const marks = [isOpen && "open", entry.isLinked && "linked", entry.isDifferent && "different"]
    .filter(Boolean)
    .join(" ");
  return el(
    "button",
    {
      class: `file ${marks}`,
      attributes: {
        type: "button",
        "aria-current": isOpen ? "true" : undefined,
        "data-key": entry.key,
        title: entry.detail === undefined ? entry.label : `${entry.label} (${entry.detail})`,
      },
      on: {
        click: () => {
          choose(entry.key);
        },
      },
    },
    entry.icon !== undefined && icon(entry.icon),
    el("span", { class: "file-name" }, entry.label),
    entry.detail !== undefined && el("span", { class: "file-detail" }, entry.detail),
    entry.isFresh &&
      el("span", { class: "dot", attributes: { role: "img", "aria-label": freshWord, title: freshWord } }),
  );
}
