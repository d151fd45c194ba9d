import { t } from "../i18n/index.ts";
import { el } from "./dom.ts";

const LEAST = 22;
const MOST = 78;

/** The bar between the halves: drag it, or move it with the arrow keys. */
export function createSplitter(move: (percent: number) => void): { element: HTMLElement; show(percent: number): void } {
  const element = el("div", {
    class: "splitter",
    attributes: {
      role: "separator",
      tabindex: 0,
      "aria-orientation": "vertical",
      "aria-label": t("layout.splitter"),
      "aria-valuemin": LEAST,
      "aria-valuemax": MOST,
    },
  });
  let percent = 50;
  const set = (wanted: number) => {
    move(Math.min(MOST, Math.max(LEAST, Math.round(wanted * 10) / 10)));
  };
  element.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    element.setPointerCapture(event.pointerId);
    element.classList.add("dragged");
  });
  element.addEventListener("pointermove", (event) => {
    if (!element.hasPointerCapture(event.pointerId)) return;
    const area = element.parentElement?.getBoundingClientRect();
    if (area !== undefined) set(((event.clientX - area.left) / area.width) * 100);
  });
  element.addEventListener("lostpointercapture", () => {
    element.classList.remove("dragged");
  });
  element.addEventListener("dblclick", () => {
    set(46);
  });
  element.addEventListener("keydown", (event) => {
    const wanted: Readonly<Record<string, number>> = {
      ArrowLeft: percent - 2,
      ArrowRight: percent + 2,
      Home: LEAST,
      End: MOST,
    };
    const next = wanted[event.key];
    if (next === undefined) return;
    event.preventDefault();
    set(next);
  });
  return {
    element,
    show(now) {
      if (percent === now && element.hasAttribute("aria-valuenow")) return;
      percent = now;
      element.setAttribute("aria-valuenow", String(Math.round(now)));
      element.parentElement?.style.setProperty("--split", `${now}%`);
    },
  };
}
