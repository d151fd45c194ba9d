import { hoverTooltip, type Tooltip } from "@codemirror/view";
import type { Extension } from "@codemirror/state";
import type { Hover } from "runner-stack";

import { el } from "../app/dom.ts";
import type { Engine } from "../engine/engine.ts";
import { t } from "../i18n/index.ts";

/** What a key means, beside the pointer. */
export function hoverHelp(engine: Engine, enabled: () => boolean): Extension {
  return hoverTooltip(
    async (view, position): Promise<Tooltip | null> => {
      if (!enabled()) return null;
      const text = view.state.doc.toString();
      const found = await engine.latest("hover", "hover", text, position).catch(() => undefined);
      if (found === undefined || found === null || view.state.doc.toString() !== text) return null;
      return {
        pos: found.range.start.offset,
        end: found.range.end.offset,
        above: true,
        create: () => ({ dom: helpElement(found) }),
      };
    },
    { hoverTime: 350 },
  );
}

/** The documentation of a key as an element. */
export function helpElement(hover: Hover): HTMLElement {
  const facts = [
    fact(t("help.default"), hover.default),
    fact(
      t("help.allowed"),
      hover.allowed.length === 0 ? undefined : hover.allowed.join(", ") + (hover.open ? ", …" : ""),
    ),
    fact(t("help.range"), range(hover)),
    fact(t("help.format"), hover.format),
    fact(t("help.example"), hover.example),
    fact(t("help.since"), hover.since),
    fact(t("help.replacement"), hover.replacement),
  ].flat();
  return el(
    "div",
    { class: "help" },
    el(
      "div",
      {},
      el("span", { class: "help-title" }, hover.path),
      el("span", { class: "help-type" }, hover.type),
      hover.required && el("span", { class: "help-type" }, t("help.required")),
    ),
    hover.deprecated && el("div", { class: "old" }, t("help.deprecated")),
    hover.ineffective && el("div", { class: "old" }, t("help.ineffective")),
    hover.documentation !== "" && el("p", {}, hover.documentation),
    facts.length > 0 && el("dl", {}, ...facts),
  );
}

function range({ minimum, maximum }: Hover): string | undefined {
  if (minimum === undefined && maximum === undefined) return undefined;
  return `${minimum ?? "−∞"} … ${maximum ?? "∞"}`;
}

function fact(name: string, value: string | undefined): HTMLElement[] {
  return value === undefined || value === "" ? [] : [el("dt", {}, name), el("dd", {}, value)];
}
