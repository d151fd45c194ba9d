import type { Extension } from "@codemirror/state";
import { hoverTooltip, type Tooltip } from "@codemirror/view";
import type { Explanation } from "runner-stack";

import { el } from "../app/dom.ts";
import type { Engine } from "../engine/engine.ts";
import { keyWords } from "../i18n/findings/index.ts";
import { t } from "../i18n/index.ts";

/** What a key means, beside the pointer. */
export function hoverHelp(engine: Engine, enabled: () => boolean): Extension {
  return hoverTooltip(
    async (view, position): Promise<Tooltip | null> => {
      const text = view.state.doc.toString();
      if (!enabled()) return null;
      const found = await engine.latest("hover", "hover", text, position).catch(() => undefined);
      if (found === undefined || view.state.doc.toString() !== text) return null;
      const { range, explanation } = found;
      return {
        pos: range.start.offset,
        end: range.end.offset,
        above: true,
        create: () => ({ dom: helpElement(explanation) }),
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
  const doc = keyWords(known.path, known.doc);
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
    known.doc !== "" && el("p", { attributes: { lang: doc.lang } }, doc.text),
    facts.length > 0 && el("dl", {}, ...facts),
  );
}

function range({ minimum, maximum }: Explanation): string {
  return isGiven(minimum) || isGiven(maximum) ? `${minimum ?? "−∞"} … ${maximum ?? "∞"}` : "";
}

/** The package leaves out what a key does not have. */
export function isGiven(value: string | number | null | undefined): boolean {
  return value !== null && value !== undefined && value !== "";
}

function fact(name: string, value: string | null | undefined): HTMLElement[] {
  return isGiven(value) ? [el("dt", {}, name), el("dd", {}, value)] : [];
}
