import { button } from "../app/button.ts";
import type { Context, Model } from "../app/context.ts";
import { el, fill } from "../app/dom.ts";
import { spanAt } from "../editor/position.ts";
import { icon } from "../app/icons.ts";
import { t } from "../i18n/index.ts";
import type { Link } from "../state/results.ts";

/** At most so many values are named; the rest is a number. */
const MOST = 4;

/** The line below an output that says which values made it. */
export function createOriginBar(context: Context): { element: HTMLElement; update(model: Model): void } {
  const { editor, store, links } = context;
  const element = el("div", { class: "origin", attributes: { role: "status" } });
  let shown: Link | null | undefined;

  const go = (path: string) => {
    const span = spanAt(store.get().values, path);
    if (span === null) context.announce(t("origin.default", { path }));
    else editor.reveal(span);
  };

  return {
    element,
    update({ results: { link } }) {
      if (link === shown) return;
      shown = link;
      element.hidden = link === null;
      if (link === null) return;
      const isNone = link.paths.length === 0;
      const words = isNone ? "origin.template" : link.isFromOutput ? "origin.from" : "origin.makes";
      fill(
        element,
        icon("link"),
        el("span", {}, t(words, { count: link.lines.length })),
        ...link.paths.slice(0, MOST).map((path) =>
          button({
            look: "link",
            label: path,
            press: () => {
              go(path);
            },
          }),
        ),
        link.paths.length > MOST &&
          el("span", { class: "muted" }, t("origin.more", { count: link.paths.length - MOST })),
        el("span", { class: "space" }),
        link.template !== null && el("span", { class: "muted template" }, link.template),
        button({
          icon: "close",
          look: "icon",
          label: t("origin.close"),
          press: () => {
            links.clear();
          },
        }),
      );
    },
  };
}
