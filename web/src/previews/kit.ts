import type { Context, Model } from "../app/context.ts";
import { el } from "../app/dom.ts";
import { syntaxOfFile } from "../editor/languages.ts";
import { sentence } from "../i18n/findings/index.ts";
import { t } from "../i18n/index.ts";
import { createCodeView } from "./codeView.ts";
import { createFileList, type Group } from "./fileList.ts";
import type { PreviewPanel } from "./panel.ts";

/** The files around the stack: object storage, Secrets, mirror, test pipeline, steps to verify. */
export function createKitPanel({ store }: Context): PreviewPanel {
  const code = createCodeView(t("view.kit"), () => undefined);
  const files = createFileList(t("kit.list"), t("changes.fresh"), (kitFile) => {
    store.update({ kitFile });
  });
  const refusal = el("p", { class: "refusal" });
  const element = el("div", { class: "split-list" }, files.element, refusal, code.element);
  return {
    element,
    code,
    copyText: (model) => openFile(model)?.text ?? "",
    update(model) {
      const { state, results } = model;
      const refused = results.refusals.kit;
      refusal.hidden = refused === undefined;
      refusal.textContent = refused === undefined ? "" : sentence(refused);
      const file = openFile(model);
      const path = file?.path ?? "";
      files.show(groups(model), path);
      const old = results.previous.kit?.files.find((other) => other.path === path);
      code.show({
        key: path,
        text: file?.text ?? "",
        syntax: syntaxOfFile(path),
        // Prose is wrapped.
        wrap: state.wrap || path.endsWith(".md"),
        before: results.previous.kit === undefined ? null : (old?.text ?? ""),
        base: null,
        linked: [],
      });
    },
    destroy: code.destroy,
  };
}

function openFile({ state, results }: Model): { path: string; text: string } | undefined {
  const files = results.details.kit?.files ?? [];
  return (
    files.find(({ path }) => path === state.kitFile) ?? files.find(({ path }) => path.endsWith("VERIFY.md")) ?? files[0]
  );
}

function groups({ results }: Model): Group[] {
  const folders = new Map<string, Group & { entries: Group["entries"][number][] }>();
  const old = results.previous.kit;
  for (const { path, text } of results.details.kit?.files ?? []) {
    const at = path.lastIndexOf("/");
    const folder = path.slice(0, Math.max(at, 0));
    const group = folders.get(folder) ?? { title: folder, entries: [] };
    folders.set(folder, group);
    group.entries.push({
      key: path,
      label: path.slice(at + 1),
      isFresh: old !== undefined && old.files.find((other) => other.path === path)?.text !== text,
      isDifferent: false,
      isLinked: false,
    });
  }
  return [...folders.values()].sort((a, b) => a.title.localeCompare(b.title));
}
