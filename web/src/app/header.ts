import { t } from "../i18n/index.ts";
import type { Theme } from "../state/state.ts";
import type { Action } from "./action.ts";
import { button } from "./button.ts";
import type { Context, Model, Panel } from "./context.ts";
import { el, setAttribute } from "./dom.ts";
import { chineseName, icon, type IconName } from "./icons.ts";
import { type MenuGroup, menuButton, type MenuItem } from "./menu.ts";
import { openHelp } from "./help.ts";
import { presetItems } from "./presets.ts";
import { openRelease } from "./release.ts";

const THEMES: Readonly<Record<Theme, { next: Theme; icon: IconName }>> = {
  system: { next: "light", icon: "system" },
  light: { next: "dark", icon: "sun" },
  dark: { next: "system", icon: "moon" },
};

/** The top of the page: what to start from, what to take away, and how the page looks. */
export function createHeader(context: Context, start: readonly Action[], take: readonly Action[]): Panel {
  const { store } = context;
  const release = button({ label: "", icon: "settings", id: "release", press: () => void openRelease(context) });
  const theme = button({
    look: "icon",
    icon: "system",
    label: t("theme.label"),
    id: "theme",
    press: () => {
      store.update({ theme: THEMES[store.get().theme].next });
    },
  });
  const language = button({
    label: t("language.other"),
    id: "language",
    press: () => {
      store.update({ language: store.get().language === "en" ? "zh" : "en" });
    },
  });
  const isEnglish = store.get().language === "en";
  language.lang = isEnglish ? "zh-CN" : "en";
  if (isEnglish) {
    language.replaceChildren(chineseName());
    language.title = t("language.other");
    setAttribute(language, "aria-label", t("language.other"));
  }
  const help = button({
    look: "icon",
    icon: "info",
    label: t("help.open"),
    id: "help",
    press: () => void openHelp(),
  });
  const element = el(
    "header",
    { class: "header" },
    el(
      "div",
      { class: "brand" },
      logo(),
      el("h1", {}, t("app.name")),
      el("span", { class: "tagline" }, t("app.tagline")),
    ),
    el("span", { class: "space" }),
    menuButton({
      label: t("start.menu"),
      icon: "open",
      id: "start",
      groups: () => {
        const actions = actionItems(start, context);
        const groups: MenuGroup[] = [{ title: t("start.presets"), items: presetItems(context) }];
        return actions.length === 0 ? groups : [{ title: t("start.own"), items: actions }, ...groups];
      },
    }),
    release,
    take.length > 0 &&
      menuButton({
        label: t("take.menu"),
        icon: "download",
        look: "primary",
        id: "take",
        groups: () => [{ items: actionItems(take, context) }],
      }),
    el("span", { class: "divider" }),
    language,
    theme,
    help,
  );
  return {
    element,
    update({ state }: Model) {
      const words = `${state.release.name} · ${state.release.namespace}`;
      const label = release.querySelector("span");
      if (label !== null && label.textContent !== words) label.textContent = words;
      release.title = t("release.title");
      setAttribute(release, "aria-label", `${t("release.title")}: ${words}`);
      const wanted = THEMES[state.theme].icon;
      if (theme.dataset.icon !== wanted) {
        theme.dataset.icon = wanted;
        theme.replaceChildren(icon(wanted));
        const title = t("theme.now", { theme: t(`theme.${state.theme}`) });
        theme.title = title;
        setAttribute(theme, "aria-label", title);
      }
    },
    destroy: () => undefined,
  };
}

function actionItems(actions: readonly Action[], context: Context): MenuItem[] {
  return actions
    .filter(({ when }) => when === undefined || when(context.store.get()))
    .map((action) => ({
      id: action.id,
      label: t(action.label),
      icon: action.icon,
      ...(action.detail === undefined ? {} : { detail: t(action.detail) }),
      ...(action.shortcut === undefined ? {} : { shortcut: action.shortcut }),
      choose: () => void action.run(context),
    }));
}

/** Three layers, one on the other: values, templates, manifests. */
function logo(): HTMLElement {
  return el("span", { class: "logo", attributes: { "aria-hidden": "true" } }, icon("layers"));
}
