import type { Context, Model } from "../app/context.ts";
import { openDialog } from "../app/dialog.ts";
import { el } from "../app/dom.ts";
import { menuButton } from "../app/menu.ts";
import { t } from "../i18n/index.ts";
import type { Compare } from "../state/state.ts";

/** Chooses what the outputs are compared with. */
export function compareMenu(context: Context): { element: HTMLElement; update(model: Model): void } {
  const { store } = context;
  const element = menuButton({
    label: t("compare.none"),
    icon: "compare",
    id: "compare",
    groups: () => {
      const { compare, start, saved, pasted } = store.get();
      const item = (id: Compare, label: string, detail?: string) => ({
        id: `compare-${id}`,
        label,
        ...(detail === undefined ? {} : { detail }),
        checked: compare === id,
        choose: () => {
          store.update({ compare: id });
        },
      });
      return [
        {
          title: t("compare.title"),
          items: [
            item("none", t("compare.off")),
            item("start", t("compare.start"), start.name),
            ...(saved === null ? [] : [item("saved", t("compare.saved"))]),
            ...(pasted === null ? [] : [item("pasted", t("compare.pasted"), pasted.name)]),
          ],
        },
        {
          items: [
            {
              id: "compare-paste",
              label: t("compare.paste"),
              icon: "paste",
              choose: () => void paste(context),
            },
            {
              id: "compare-save",
              label: t("compare.save"),
              icon: "check",
              shortcut: "Control+S",
              choose: () => {
                keep(context);
              },
            },
          ],
        },
      ];
    },
  });
  const label = element.querySelector(".button > span");
  let shown = "";
  return {
    element,
    update({ state }) {
      const text = t(`compare.${state.compare}`);
      if (label === null || text === shown) return;
      shown = text;
      label.textContent = text;
      element.classList.toggle("active", state.compare !== "none");
    },
  };
}

/** Remembers the values as they are, to compare with later. */
export function keep({ store, announce }: Context): void {
  store.update({ saved: store.get().values });
  announce(t("compare.kept"));
}

async function paste({ store }: Context): Promise<void> {
  const text = el("textarea", {
    class: "paste-field",
    attributes: { rows: 14, spellcheck: "false", "aria-label": t("compare.pasteLabel"), placeholder: "values.yaml" },
  });
  const chosen = await openDialog({
    title: t("compare.paste"),
    body: [el("p", {}, t("compare.pasteHint")), text],
    actions: [{ id: "compare", label: t("compare.go"), primary: true, confirm: () => text.value.trim() !== "" }],
    wide: true,
    opened: () => {
      text.focus();
    },
  });
  if (chosen === "compare")
    store.update({ pasted: { name: t("compare.pastedName"), text: text.value }, compare: "pasted" });
}
