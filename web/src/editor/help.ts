import type { Extension } from "@codemirror/state";
import { hoverTooltip, type Tooltip } from "@codemirror/view";
import type { Explanation } from "runner-stack";

import { el } from "../app/dom.ts";
import type { Engine } from "../engine/engine.ts";
import { t } from "../i18n/index.ts";
import { placeAt } from "./position.ts";

/** What a key means, beside the pointer. */
export function hoverHelp(engine: Engine, enabled: () => boolean): Extension {
  return hoverTooltip(
    async (view, position): Promise<Tooltip | null> => {
      const text = view.state.doc.toString();
      const place = enabled() ? placeAt(text, position) : null;
      const line = view.state.doc.lineAt(position);
      // Only on the key and its value, not on the comment or the blank lines behind them.
      if (place === null || place.span.from < line.from || position < place.span.from) return null;
      if (/(^|\s)#/.test(line.text.slice(0, position - line.from))) return null;
      const known = await engine
        .latest("hover", "explain", place.path.replace(/\[\d+\]/g, "[]"))
        .catch(() => undefined);
      if (known === undefined || view.state.doc.toString() !== text) return null;
      return {
        pos: place.span.from,
        end: Math.min(Math.max(place.span.to, position), line.to),
        above: true,
        create: () => ({ dom: helpElement(known) }),
      };
    },
    { hoverTime: 350 },
  );
}

/** The documentation of a key as an element. */
function helpElement(known: Explanation): HTMLElement {
  const allowed = known.allowed.length === 0 ? null : known.allowed.join(", ") + (known.open ? ", …" : "");
  const facts = [
    fact(t("help.default"), known.default),
    fact(t("help.allowed"), allowed),
    fact(t("help.range"), range(known)),
    fact(t("help.format"), known.format),
    fact(t("help.example"), known.example),
    fact(t("help.since"), known.since),
    fact(t("help.replacement"), known.replacement),
  ].flat();
  return el(
    "div",
    { class: "help" },
    el(
      "div",
      {},
      el("span", { class: "help-title" }, known.path),
      el("span", { class: "help-type" }, known.type),
      known.required && el("span", { class: "help-type" }, t("help.required")),
    ),
    known.deprecated && el("div", { class: "old" }, t("help.deprecated")),
    known.ineffective && el("div", { class: "old" }, t("help.ineffective")),
    known.doc !== "" && el("p", {}, known.doc),
    facts.length > 0 && el("dl", {}, ...facts),
  );
}

function range({ minimum, maximum }: Explanation): string | null {
  return minimum === null && maximum === null ? null : `${minimum ?? "−∞"} … ${maximum ?? "∞"}`;
}

function fact(name: string, value: string | null): HTMLElement[] {
  return value === null || value === "" ? [] : [el("dt", {}, name), el("dd", {}, value)];
}
