import type { Context } from "../app/context.ts";
import { openDialog } from "../app/dialog.ts";
import { el } from "../app/dom.ts";
import { knownPresets, withoutModeline } from "../app/presets.ts";
import { rootSchema } from "../form/schema.ts";
import { t } from "../i18n/index.ts";
import type { State, ViewId } from "../state/state.ts";
import { copyButton } from "../take/commands.ts";
import { decodeLink, encodeLink, type Opened, type Shared } from "./link.ts";
import { redact, type Redacted } from "./redact.ts";

/** Shows a link that carries the values, without what must stay secret, and says what was taken out. */
export async function openShare({ store, engine, announce }: Context): Promise<void> {
  const { values, release, view } = store.get();
  const schema = rootSchema(await engine.call("schema"));
  let redacted: Redacted;
  try {
    redacted = redact(values, schema, knownPresets());
  } catch {
    // What cannot be read cannot be freed of tokens, and is not shared.
    announce(t("share.unreadable"), "error");
    return;
  }
  const { text, removed } = redacted;
  const fragment = await encodeLink({ values: text, ...release, view });
  if (fragment === undefined) {
    announce(t("share.tooLarge"), "error");
    return;
  }
  const link = `${location.href.replace(/#.*$/, "")}#${fragment}`;
  const field = el("textarea", {
    class: "share-link",
    attributes: { readonly: true, rows: 3, "aria-label": t("share.link") },
  });
  field.value = link;
  await openDialog({
    title: t("take.share"),
    body: [
      el("p", {}, t("share.hint")),
      field,
      el("div", {}, copyButton(link, announce)),
      el(
        "p",
        { class: removed.length > 0 ? "share-removed" : "" },
        t(removed.length > 0 ? "share.removed" : "share.nothingRemoved"),
      ),
      removed.length > 0 &&
        el(
          "ul",
          { class: "plain-list" },
          ...removed.map(({ path, line }) =>
            el("li", {}, el("code", {}, path === "" ? "…" : path), ` ${t("share.line", { line })}`),
          ),
        ),
    ].filter((part) => part !== false),
    actions: [],
    opened: () => {
      field.select();
    },
  });
}

/** Reads the address, and takes the link out of it: from then on the page has a state of its own. */
export async function takeLink(): Promise<Opened> {
  const opened = await decodeLink(location.hash);
  if (opened.kind !== "none") history.replaceState(null, "", location.pathname + location.search);
  return opened;
}

const VIEWS: readonly string[] = ["config", "manifests", "checks", "job", "permissions", "images", "notes", "kit"];

/** The part of the state that a link decides. */
export function sharedState({ values, name, namespace, kubeVersion, view }: Shared, title: string): Partial<State> {
  const text = withoutModeline(values);
  return {
    values: text,
    start: { name: title, text },
    source: { kind: "stack" },
    saved: null,
    compare: "none",
    release: { name: name ?? "gitlab-runner", namespace: namespace ?? "default", kubeVersion: kubeVersion ?? "" },
    ...(view !== undefined && VIEWS.includes(view) ? { view: view as ViewId } : {}),
  };
}
