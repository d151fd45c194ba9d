import { el, setAttribute } from "./dom.ts";
import { icon, type IconName } from "./icons.ts";

export interface Tab<Id extends string> {
  readonly id: Id;
  readonly label: string;
  readonly icon?: IconName;
}

export interface Tabs<Id extends string> {
  readonly element: HTMLElement;
  /** Shows which is open, and which have news. */
  select(id: Id): void;
  /** A short word on a tab, such as a count; empty takes it away. */
  badge(id: Id, text: string, tone: "plain" | "error" | "warning" | "changed", words: string): void;
}

/** A list of tabs; arrows move between them. The panel of tab `x` has the id `panel-x`. */
export function createTabs<Id extends string>(
  label: string,
  list: readonly Tab<Id>[],
  choose: (id: Id) => void,
  panelId: (id: Id) => string,
): Tabs<Id> {
  const buttons = new Map<Id, HTMLElement>();
  const element = el("div", { class: "tabs", attributes: { role: "tablist", "aria-label": label } });
  for (const tab of list) {
    const tabElement = el(
      "button",
      {
        class: "tab",
        attributes: {
          type: "button",
          role: "tab",
          id: `tab-${tab.id}`,
          "aria-controls": panelId(tab.id),
          tabindex: -1,
        },
        on: {
          click: () => {
            choose(tab.id);
          },
        },
      },
      tab.icon !== undefined && icon(tab.icon),
      el("span", {}, tab.label),
      el("span", { class: "badge" }),
    );
    buttons.set(tab.id, tabElement);
    element.append(tabElement);
  }
  element.addEventListener("keydown", (event) => {
    const ids = list.map(({ id }) => id);
    const at = ids.findIndex((id) => buttons.get(id) === document.activeElement);
    if (at < 0) return;
    const steps: Readonly<Record<string, number>> = {
      ArrowRight: at + 1,
      ArrowLeft: at + ids.length - 1,
      Home: 0,
      End: ids.length - 1,
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = ids[step % ids.length];
    if (next === undefined) return;
    choose(next);
    buttons.get(next)?.focus();
  });
  return {
    element,
    select(id) {
      for (const [each, tabElement] of buttons) {
        const isOpen = each === id;
        if (isOpen && tabElement.getAttribute("aria-selected") !== "true") {
          // With the next picture, which is laid out anyway; before that it may not be in the page.
          requestAnimationFrame(() => {
            tabElement.scrollIntoView({ block: "nearest", inline: "nearest" });
          });
        }
        setAttribute(tabElement, "aria-selected", String(isOpen));
        setAttribute(tabElement, "tabindex", isOpen ? 0 : -1);
      }
    },
    badge(id, text, tone, words) {
      const badge = buttons.get(id)?.querySelector<HTMLElement>(".badge");
      if (badge === null || badge === undefined) return;
      if (badge.textContent !== text) badge.textContent = text;
      setAttribute(badge, "data-tone", tone);
      setAttribute(badge, "hidden", text === "" && tone !== "changed");
      setAttribute(badge, "title", words);
    },
  };
}
