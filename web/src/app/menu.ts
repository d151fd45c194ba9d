import { button } from "./button.ts";
import { el } from "./dom.ts";
import { icon, type IconName } from "./icons.ts";

export interface MenuItem {
  readonly label: string;
  readonly detail?: string;
  readonly icon?: IconName;
  readonly checked?: boolean;
  readonly shortcut?: string;
  readonly id?: string;
  readonly choose: () => void;
}

export interface MenuGroup {
  /** A heading above the items. */
  readonly title?: string;
  readonly items: readonly MenuItem[];
}

interface MenuOptions {
  readonly label: string;
  readonly icon?: IconName;
  readonly look?: "plain" | "primary" | "icon";
  readonly id?: string;
  /** Asked each time that the menu opens. */
  readonly groups: () => readonly MenuGroup[];
}

let count = 0;

/** A button that opens a menu: arrows move, letters jump, Escape closes. */
export function menuButton(options: MenuOptions): HTMLElement {
  count += 1;
  const id = `menu-${count}`;
  const menu = el("div", {
    class: "menu",
    attributes: { id, role: "menu", popover: "auto", "aria-label": options.label },
  });
  const opener = button({
    label: options.label,
    look: options.look ?? "plain",
    ...(options.icon === undefined ? {} : { icon: options.icon }),
    ...(options.id === undefined ? {} : { id: options.id }),
    press: () => {
      if (menu.matches(":popover-open")) menu.hidePopover();
      else open();
    },
  });
  opener.setAttribute("aria-haspopup", "menu");
  opener.setAttribute("aria-expanded", "false");
  if (options.look !== "icon") opener.append(icon("chevron"));

  // All at once: the next key is for the menu already.
  function open(): void {
    menu.showPopover();
    place(menu, opener);
    items(menu)[0]?.focus();
  }

  // The button would open again what the press outside of the menu closes.
  opener.addEventListener("pointerdown", (event) => {
    if (menu.matches(":popover-open")) {
      event.preventDefault();
      menu.hidePopover();
      opener.addEventListener(
        "click",
        (click) => {
          click.stopImmediatePropagation();
        },
        { capture: true, once: true },
      );
    }
  });
  opener.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    open();
  });
  menu.addEventListener("beforetoggle", (event) => {
    if (event.newState !== "open") return;
    menu.replaceChildren(...options.groups().flatMap((group) => groupElements(group, menu)));
  });
  menu.addEventListener("toggle", (event) => {
    opener.setAttribute("aria-expanded", String(event.newState === "open"));
  });
  menu.addEventListener("keydown", (event) => {
    moveFocus(event, menu, opener);
  });
  return el("div", { class: "menu-host" }, opener, menu);
}

function groupElements(group: MenuGroup, menu: HTMLElement): HTMLElement[] {
  const title =
    group.title === undefined
      ? []
      : [el("div", { class: "menu-title", attributes: { role: "presentation" } }, group.title)];
  const lines = group.items.map((item) => itemElement(item, menu));
  return [
    el("div", { class: "menu-group", attributes: { role: "group", "aria-label": group.title } }, ...title, ...lines),
  ];
}

function itemElement(item: MenuItem, menu: HTMLElement): HTMLElement {
  const isChoice = item.checked !== undefined;
  return el(
    "button",
    {
      class: "menu-item",
      attributes: {
        type: "button",
        role: isChoice ? "menuitemradio" : "menuitem",
        "aria-checked": isChoice ? String(item.checked) : undefined,
        "aria-keyshortcuts": item.shortcut,
        tabindex: -1,
        "data-action": item.id,
      },
      on: {
        click: () => {
          menu.hidePopover();
          item.choose();
        },
      },
    },
    isChoice
      ? item.checked
        ? icon("check")
        : el("span", { class: "icon" })
      : item.icon !== undefined && icon(item.icon),
    el(
      "span",
      { class: "menu-words" },
      el("span", {}, item.label),
      item.detail !== undefined && el("span", { class: "menu-detail" }, item.detail),
    ),
    item.shortcut !== undefined && el("kbd", {}, item.shortcut.replace("Control", "Ctrl").replaceAll("+", " ")),
  );
}

function items(menu: HTMLElement): HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>(".menu-item")];
}

function moveFocus(event: KeyboardEvent, menu: HTMLElement, opener: HTMLElement): void {
  const list = items(menu);
  const at = list.findIndex((item) => item === document.activeElement);
  const goTo = (index: number) => {
    event.preventDefault();
    list.at(index % list.length)?.focus();
  };
  if (event.key === "ArrowDown") goTo(at + 1);
  else if (event.key === "ArrowUp") goTo(at <= 0 ? -1 : at - 1);
  else if (event.key === "Home") goTo(0);
  else if (event.key === "End") goTo(-1);
  else if (event.key === "Tab") {
    menu.hidePopover();
    opener.focus();
  } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && event.key !== " ") {
    const letter = event.key.toLowerCase();
    const next = [...list.slice(at + 1), ...list.slice(0, at + 1)].find((item) =>
      item.textContent.trim().toLowerCase().startsWith(letter),
    );
    next?.focus();
  }
}

/** Below the button, inside the window. */
function place(menu: HTMLElement, opener: HTMLElement): void {
  const anchor = opener.getBoundingClientRect();
  const size = menu.getBoundingClientRect();
  const left = Math.max(8, Math.min(anchor.left, innerWidth - size.width - 8));
  const below = anchor.bottom + 4;
  const top = below + size.height > innerHeight - 8 ? Math.max(8, innerHeight - size.height - 8) : below;
  menu.style.setProperty("left", `${left}px`);
  menu.style.setProperty("top", `${top}px`);
}
