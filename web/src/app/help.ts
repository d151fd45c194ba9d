import { type Key, t } from "../i18n/index.ts";
import { openDialog } from "./dialog.ts";
import { el } from "./dom.ts";

const KEYS: readonly (readonly [keys: string, does: Key])[] = [
  ["Ctrl Space", "keys.complete"],
  ["Ctrl F", "keys.search"],
  ["Shift Alt F", "keys.format"],
  ["Ctrl S", "keys.save"],
  ["F8", "keys.nextProblem"],
  ["Ctrl Shift [", "keys.fold"],
  ["Esc Tab", "keys.leave"],
  ["Alt 1 … 8", "keys.tabs"],
];

/** What the page is, and the keys that work in it. */
export async function openHelp(): Promise<void> {
  await openDialog({
    title: t("help.title"),
    body: [
      el("p", {}, t("help.what")),
      el("p", {}, t("help.private")),
      el("h3", {}, t("help.keys")),
      el(
        "dl",
        { class: "keys" },
        ...KEYS.flatMap(([keys, does]) => [
          el("dt", {}, ...keys.split(" ").map((key) => (key === "…" ? "…" : el("kbd", {}, key)))),
          el("dd", {}, t(does)),
        ]),
      ),
    ],
    actions: [],
  });
}
