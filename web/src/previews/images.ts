import type { ImageUse } from "runner-stack";

import { el, fill } from "../app/dom.ts";
import { t } from "../i18n/index.ts";
import type { PreviewPanel } from "./panel.ts";

const ROLES = ["manager", "init", "sidecar", "extra", "job", "helper", "service", "pause"] as const;

/** Who pulls an image, in words. */
function role(name: string): string {
  const known = ROLES.find((each) => each === name);
  return known === undefined ? name : t(`images.role.${known}`);
}

/** Every image that the stack pulls, with who pulls it. */
export function createImagesPanel(): PreviewPanel {
  const intro = el("p", { class: "intro" });
  const body = el("tbody");
  const heads = [t("images.image"), t("images.role"), t("images.owner")];
  const element = el(
    "div",
    { class: "page", attributes: { tabindex: 0, role: "region", "aria-label": t("view.images") } },
    intro,
    el(
      "table",
      { class: "table" },
      el("thead", {}, el("tr", {}, ...heads.map((head) => el("th", { attributes: { scope: "col" } }, head)))),
      body,
    ),
  );
  let shown: readonly ImageUse[] | undefined;
  return {
    element,
    code: null,
    copyText: ({ results }) => [...new Set(results.details.images?.map(({ image }) => image))].join("\n"),
    update({ results: { details, previous } }) {
      if (details.images === shown) return;
      shown = details.images;
      const images = shown ?? [];
      const old = previous.images === undefined ? null : new Set(previous.images.map(({ image }) => image));
      intro.textContent = t("images.intro", { count: new Set(images.map(({ image }) => image)).size });
      fill(
        body,
        ...images.map((use) =>
          el(
            "tr",
            { class: old !== null && !old.has(use.image) ? "fresh" : "" },
            el(
              "td",
              {},
              el("code", {}, use.image),
              use.variables.length > 0 &&
                el("div", { class: "muted" }, t("images.variables", { names: use.variables.join(", ") })),
            ),
            el(
              "td",
              {},
              role(use.role),
              " ",
              use.architecture !== "" && el("span", { class: "tag" }, use.architecture),
            ),
            el("td", {}, use.owner),
          ),
        ),
      );
    },
    destroy: () => undefined,
  };
}
