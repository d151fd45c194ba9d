import { button } from "../app/button.ts";
import type { Context, Model, Panel } from "../app/context.ts";
import { el, fill, setAttribute } from "../app/dom.ts";
import { icon } from "../app/icons.ts";
import { createTabs } from "../app/tabs.ts";
import { sentence } from "../i18n/findings/index.ts";
import { t } from "../i18n/index.ts";
import type { Output } from "../state/results.ts";
import type { Source, ViewId } from "../state/state.ts";
import { compareMenu } from "./compare.ts";
import { createOriginBar } from "./origin.ts";
import type { PreviewPanel, View } from "./panel.ts";
import { views } from "./views.ts";

/** The right half: tabs, what can be done with the open one, and the open one. */
export function createPreviewPane(context: Context, kind: Source["kind"]): Panel {
  const { store, results } = context;
  const offered = views.filter((view) => view.for.includes(kind));
  const panels = new Map<ViewId, PreviewPanel>();
  const host = el("div", { class: "panel-host", attributes: { id: "preview-panel", role: "tabpanel" } });
  const tabs = createTabs<ViewId>(
    t("layout.preview"),
    offered.map(({ id, title, icon: iconName }) => ({ id, label: t(title), icon: iconName })),
    (view) => {
      store.update({ view });
    },
    () => "preview-panel",
  );

  const openView = (): View | undefined => {
    const { view } = store.get();
    return offered.find(({ id }) => id === view) ?? offered[0];
  };
  const openPanel = (): PreviewPanel | undefined => {
    const view = openView();
    return view === undefined ? undefined : panels.get(view.id);
  };
  let jumped = -1;
  const changes = button({
    look: "link",
    label: "",
    press: () => {
      const lines = openPanel()?.code?.changed() ?? [];
      const next = lines.findIndex((line) => line > jumped);
      const line = lines[Math.max(next, 0)];
      if (line === undefined) return;
      jumped = line;
      openPanel()?.code?.reveal(line);
    },
  });
  const wrap = button({
    icon: "wrap",
    look: "icon",
    label: t("action.wrap"),
    pressed: false,
    press: () => {
      store.update({ wrap: !store.get().wrap });
    },
  });
  const secrets = button({
    icon: "eye",
    look: "icon",
    label: t("action.secrets"),
    pressed: false,
    press: () => {
      store.update({ showSecrets: !store.get().showSecrets });
    },
  });
  const find = button({
    icon: "search",
    look: "icon",
    label: t("action.search"),
    press: () => openPanel()?.code?.search(),
  });
  const copy = button({
    icon: "copy",
    look: "icon",
    label: t("action.copy"),
    press: () => {
      const text = openPanel()?.copyText({ state: store.get(), results: results.get() }) ?? "";
      navigator.clipboard.writeText(text).then(
        () => {
          context.announce(t("action.copied"));
        },
        () => {
          context.announce(t("action.notCopied"), "error");
        },
      );
    },
  });
  const compare = compareMenu(context);
  const stale = el("div", { class: "stale", attributes: { role: "status" } });
  const origin = createOriginBar(context);
  const element = el(
    "section",
    { class: "pane preview", attributes: { "aria-label": t("layout.preview") } },
    tabs.element,
    el(
      "div",
      { class: "toolbar" },
      changes,
      el("span", { class: "space" }),
      compare.element,
      secrets,
      wrap,
      find,
      copy,
    ),
    stale,
    host,
    origin.element,
  );

  const toFirst = button({
    look: "link",
    label: t("stale.show"),
    press: () => {
      const first = results
        .get()
        .diagnostics.find(({ severity, range }) => severity === "error" && range !== undefined);
      if (first?.range === undefined) store.update({ view: "checks" });
      else context.editor.revealFinding(first.range);
    },
  });
  let staleText = "";
  return {
    element,
    update(model) {
      const { state } = model;
      const view = openView();
      if (view === undefined) return;
      let panel = panels.get(view.id);
      if (panel === undefined) {
        panel = view.create(context);
        panels.set(view.id, panel);
      }
      if (panel.element.parentElement !== host) {
        host.replaceChildren(panel.element);
        host.setAttribute("aria-labelledby", `tab-${view.id}`);
        jumped = -1;
      }
      panel.update(model);
      tabs.select(view.id);
      showBadges(tabs.badge, model);

      const isCode = panel.code !== null;
      const count = panel.code?.changed().length ?? 0;
      changes.hidden = count === 0;
      const isCompared = view.isComparable && model.results.base !== null;
      const text = t(isCompared ? "changes.compared" : "changes.count", { count });
      if (changes.textContent !== text) changes.textContent = text;
      compare.update(model);
      compare.element.hidden = !view.isComparable;
      wrap.hidden = !isCode;
      find.hidden = !isCode;
      secrets.hidden = !isCode;
      setAttribute(wrap, "aria-pressed", String(state.wrap));
      setAttribute(secrets, "aria-pressed", String(state.showSecrets));

      const message = staleMessage(model);
      if (message !== staleText) {
        staleText = message;
        fill(stale, icon("warning"), el("span", {}, message), toFirst);
      }
      stale.hidden = message === "";
      // Findings are about the values as they are now; all else is older than they are.
      const isOutdated = message !== "" && view.id !== "checks";
      host.classList.toggle("outdated", isOutdated);
      host.classList.toggle("nothing", isOutdated && model.results.output === null);
      origin.update(model);
    },
    destroy() {
      for (const panel of panels.values()) panel.destroy();
    },
  };
}

function staleMessage({ results: { failure, diagnostics, output, ready } }: Model): string {
  if (!ready) return "";
  if (failure === null) return "";
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  if (output === null) return t("stale.nothing", { reason: sentence(failure) });
  return errors > 0 ? t("stale.errors", { count: errors }) : t("stale.reason", { reason: sentence(failure) });
}

const PARTS: { readonly [View in ViewId]?: (output: Output) => string } = {
  config: (output) => output.config ?? "",
  manifests: (output) => output.text,
  notes: (output) => output.notes,
};

function showBadges(badge: ReturnType<typeof createTabs<ViewId>>["badge"], { results }: Model): void {
  const { diagnostics, before, output } = results;
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  const warnings = diagnostics.filter(({ severity }) => severity === "warning").length;
  if (errors > 0) badge("checks", String(errors), "error", t("problems.errors", { count: errors }));
  else badge("checks", warnings > 0 ? String(warnings) : "", "warning", t("problems.warnings", { count: warnings }));
  for (const [id, part] of Object.entries(PARTS) as [ViewId, (output: Output) => string][]) {
    const isChanged = before !== null && output !== null && part(before) !== part(output);
    badge(id, "", isChanged ? "changed" : "plain", isChanged ? t("changes.fresh") : "");
  }
}
