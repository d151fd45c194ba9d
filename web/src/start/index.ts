import type { Action } from "../app/action.ts";
import { el } from "../app/dom.ts";
import type { Context } from "../app/context.ts";
import { t } from "../i18n/index.ts";
import { classify, type GivenFile } from "./classify.ts";
import { openGiven } from "./open.ts";
import { pasteText } from "./paste.ts";
import { readChosen, readDropped, TooMuch } from "./read.ts";

/** Where values come from, besides the presets. */
export const startActions: readonly Action[] = [
  {
    id: "start-file",
    label: "start.file",
    detail: "start.file.detail",
    icon: "file",
    run: (context) => {
      choose(context, false);
    },
  },
  {
    id: "start-folder",
    label: "start.folder",
    detail: "start.folder.detail",
    icon: "folder",
    run: (context) => {
      choose(context, true);
    },
  },
  { id: "start-paste", label: "start.paste", detail: "start.paste.detail", icon: "paste", run: pasteText },
];

/** Lets the user choose files, or a folder. */
function choose(context: Context, isFolder: boolean): void {
  const input = el("input", {
    attributes: { type: "file", multiple: true, webkitdirectory: isFolder, "aria-label": t("start.file") },
  });
  input.classList.add("for-readers");
  input.addEventListener("change", () => {
    void give(context, readChosen(input.files ?? []));
    input.remove();
  });
  input.addEventListener("cancel", () => {
    input.remove();
  });
  document.body.append(input);
  input.click();
}

async function give(context: Context, reading: Promise<GivenFile[]>): Promise<void> {
  try {
    await openGiven(context, classify(await reading));
  } catch (error) {
    context.announce(error instanceof TooMuch ? t("start.refused.too-large", { name: "" }) : String(error), "error");
  }
}

/** Takes what is dropped anywhere on the page; the result ends that. */
export function acceptDrops(context: Context): () => void {
  const target = el("div", { class: "drop-target", attributes: { hidden: true } }, el("div", {}, t("start.drop")));
  document.body.append(target);
  const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") === true;
  const over = (event: DragEvent) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    target.hidden = false;
  };
  const leave = (event: DragEvent) => {
    if (event.relatedTarget === null) target.hidden = true;
  };
  const drop = (event: DragEvent) => {
    target.hidden = true;
    if (!holdsFiles(event) || event.dataTransfer === null) return;
    event.preventDefault();
    event.stopPropagation();
    void give(context, readDropped(event.dataTransfer));
  };
  document.addEventListener("dragover", over, true);
  document.addEventListener("dragleave", leave, true);
  document.addEventListener("drop", drop, true);
  return () => {
    document.removeEventListener("dragover", over, true);
    document.removeEventListener("dragleave", leave, true);
    document.removeEventListener("drop", drop, true);
    target.remove();
  };
}
