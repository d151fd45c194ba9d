import type { Context, Model } from "../app/context.ts";
import { el } from "../app/dom.ts";
import { t } from "../i18n/index.ts";
import type { Output } from "../state/results.ts";
import { createCodeView } from "./codeView.ts";
import { createFileList, type Entry, type Group } from "./fileList.ts";
import { groupByKind, type Listed, listManifests } from "./manifestList.ts";
import type { PreviewPanel } from "./panel.ts";

/** Every manifest, by kind, and all of them in one view. */
export function createManifestsPanel({ store, links }: Context): PreviewPanel {
  let firstLine = 1;
  const code = createCodeView(t("view.manifests"), (line) => void links.fromLine("output", firstLine + line - 1));
  const files = createFileList(t("manifests.list"), t("changes.fresh"), (manifest) => {
    store.update({ manifest });
  });
  return {
    element: el("div", { class: "split-list" }, files.element, code.element),
    code,
    copyText: ({ state, results }) =>
      results.output === null ? "" : (open(results.output, state.manifest)?.manifest.text ?? results.output.text),
    update(model) {
      const { state, results } = model;
      const { output, before, base, link } = results;
      const listed = output === null ? null : open(output, state.manifest);
      firstLine = listed?.line ?? 1;
      files.show(groups(model), listed?.key ?? "");
      const textOf = (other: Output) => (listed === null ? other.text : (open(other, listed.key)?.manifest.text ?? ""));
      const text = output === null ? "" : textOf(output);
      const lines = text.split("\n").length;
      code.show({
        key: listed?.key ?? "",
        text,
        syntax: "yaml",
        wrap: state.wrap,
        before: before === null ? null : textOf(before),
        base: base === null ? null : textOf(base),
        linked: linkedLines(link?.lines, firstLine, lines),
        isFollowing: link?.isFromOutput === false,
      });
    },
    destroy: code.destroy,
  };
}

let lastLines: readonly number[] | undefined;
let lastLinked: readonly number[] = [];
let lastPart = "";

/** The lines of the part that are among those of the whole; the same list as before for the same question. */
function linkedLines(lines: readonly number[] | undefined, first: number, count: number): readonly number[] {
  const part = `${first}+${count}`;
  if (lines === lastLines && part === lastPart) return lastLinked;
  lastLines = lines;
  lastPart = part;
  lastLinked = (lines ?? []).map((line) => line - first + 1).filter((line) => line >= 1 && line <= count);
  return lastLinked;
}

function open(output: Output, key: string): Listed | null {
  return listManifests(output).find((listed) => listed.key === key) ?? null;
}

function groups({ results: { output, before, base, link } }: Model): Group[] {
  if (output === null) return [];
  const list = listManifests(output);
  const texts = (other: Output | null) =>
    other === null ? null : new Map(listManifests(other).map(({ key, manifest }) => [key, manifest.text]));
  const [old, compared] = [texts(before), texts(base)];
  const entry = ({ key, manifest, namespace, line }: Listed): Entry => {
    const end = line + manifest.text.split("\n").length;
    const siblings = list.filter(
      (other) => other.manifest.kind === manifest.kind && other.manifest.name === manifest.name,
    );
    return {
      key,
      label: manifest.name,
      ...(siblings.length > 1 && namespace !== "" ? { detail: namespace } : {}),
      isFresh: old !== null && old.get(key) !== manifest.text,
      isDifferent: compared !== null && compared.get(key) !== manifest.text,
      isLinked: link?.lines.some((linked) => line > 0 && linked >= line && linked < end) ?? false,
    };
  };
  const all: Entry = {
    key: "",
    label: t("manifests.all", { count: list.length }),
    icon: "layers",
    isFresh: false,
    isDifferent: false,
    isLinked: false,
  };
  return [
    { title: "", entries: [all] },
    ...[...groupByKind(list)].map(([kind, members]) => ({ title: kind, entries: members.map(entry) })),
  ];
}
