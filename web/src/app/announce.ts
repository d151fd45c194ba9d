import { el } from "./dom.ts";
import { icon } from "./icons.ts";

export interface Announcer {
  readonly element: HTMLElement;
  announce(message: string, tone?: "info" | "error"): void;
}

/** Short notes at the bottom of the page, which go by themselves. */
export function createAnnouncer(): Announcer {
  const element = el("div", { class: "toasts", attributes: { role: "status", "aria-live": "polite" } });
  return {
    element,
    announce(message, tone = "info") {
      const note = el(
        "div",
        { class: `toast ${tone}` },
        icon(tone === "error" ? "error" : "check"),
        el("span", {}, message),
      );
      element.replaceChildren(note);
      setTimeout(
        () => {
          note.remove();
        },
        tone === "error" ? 8000 : 3500,
      );
    },
  };
}
