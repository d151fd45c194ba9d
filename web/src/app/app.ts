import { announceFormat, createEditorPane } from "../editor/pane.ts";
import { t } from "../i18n/index.ts";
import { keep } from "../previews/compare.ts";
import { createPreviewPane } from "../previews/pane.ts";
import { views } from "../previews/views.ts";
import type { State } from "../state/state.ts";
import type { Action } from "./action.ts";
import { button } from "./button.ts";
import type { Context, Model, Panel } from "./context.ts";
import { el, setAttribute } from "./dom.ts";
import { createHeader } from "./header.ts";
import { icon } from "./icons.ts";
import { createSplitter } from "./splitter.ts";

/** What the page offers besides editor and previews. */
export interface Offer {
  readonly start: readonly Action[];
  readonly take: readonly Action[];
  readonly form: ((context: Context) => Panel) | null;
}

/** The whole page. */
export function createApp(context: Context, offer: Offer): Panel {
  const { store } = context;
  const header = createHeader(context, offer.start, offer.take);
  const intro = createIntro(context);
  const editor = createEditorPane(context, offer.form?.(context) ?? null);
  let kind = store.get().source.kind;
  let preview = createPreviewPane(context, kind);
  const splitter = createSplitter((split) => {
    store.update({ split });
  });
  const halves = el("div", { class: "halves" }, editor.element, splitter.element, preview.element);
  const switcher = el("div", { class: "switcher", attributes: { role: "group", "aria-label": t("layout.switch") } });
  const sides = (["editor", "preview"] as const).map((pane) => {
    const element = button({
      label: t(pane === "editor" ? "layout.editor" : "layout.preview"),
      icon: pane === "editor" ? "file" : "layers",
      pressed: false,
      press: () => {
        store.update({ pane });
      },
    });
    switcher.append(element);
    return [pane, element] as const;
  });
  const element = el(
    "div",
    { class: "app" },
    header.element,
    intro.element,
    el("main", { class: "main" }, switcher, halves),
  );

  const shortcuts = (event: KeyboardEvent) => {
    if (document.querySelector("dialog[open]") !== null) return;
    const isControl = event.ctrlKey || event.metaKey;
    if (isControl && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "s") {
      event.preventDefault();
      keep(context);
    } else if (event.shiftKey && event.altKey && event.code === "KeyF") {
      event.preventDefault();
      announceFormat(context);
    } else if (event.altKey && !isControl && /^Digit[1-8]$/.test(event.code)) {
      const offered = views.filter((view) => view.for.includes(store.get().source.kind));
      const view = offered[Number(event.code.slice(5)) - 1];
      if (view === undefined) return;
      event.preventDefault();
      store.update({ view: view.id, pane: "preview" });
    }
  };
  document.addEventListener("keydown", shortcuts);

  return {
    element,
    update(model: Model) {
      const { state } = model;
      if (state.source.kind !== kind) {
        kind = state.source.kind;
        const next = createPreviewPane(context, kind);
        preview.element.replaceWith(next.element);
        preview.destroy();
        preview = next;
      }
      applyTheme(state);
      setAttribute(element, "data-pane", state.pane);
      for (const [pane, each] of sides) setAttribute(each, "aria-pressed", String(pane === state.pane));
      splitter.show(state.split);
      // What one looks at comes first.
      preview.update(model);
      header.update(model);
      intro.update(model);
      editor.update(model);
    },
    destroy() {
      document.removeEventListener("keydown", shortcuts);
      header.destroy();
      editor.destroy();
      preview.destroy();
    },
  };
}

function applyTheme({ theme }: State): void {
  const root = document.documentElement;
  if (root.dataset.theme !== theme) root.dataset.theme = theme;
}

/** Says once what the page does. */
function createIntro({ store }: Context): { element: HTMLElement; update(model: Model): void } {
  const step = (number: string, words: string) =>
    el("li", {}, el("span", { class: "step", attributes: { "aria-hidden": "true" } }, number), el("span", {}, words));
  const element = el(
    "section",
    { class: "introduction", attributes: { "aria-label": t("intro.label") } },
    el("ol", {}, step("1", t("intro.write")), step("2", t("intro.see")), step("3", t("intro.take"))),
    el("span", { class: "private" }, icon("lock"), el("span", {}, t("intro.private"))),
    button({
      icon: "close",
      look: "icon",
      label: t("intro.close"),
      press: () => {
        store.update({ isIntroduced: true });
      },
    }),
  );
  return {
    element,
    update({ state }) {
      element.hidden = state.isIntroduced;
    },
  };
}
