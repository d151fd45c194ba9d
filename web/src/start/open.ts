import type { Imported } from "runner-stack";

import type { Context } from "../app/context.ts";
import { type ChartInput, EngineError } from "../engine/engine.ts";
import { t } from "../i18n/index.ts";
import { forgetCharts, keepChart } from "../state/charts.ts";
import type { State } from "../state/state.ts";
import type { Given, GivenText } from "./classify.ts";
import { openReport } from "./report.ts";

/** Opens what was given: into the editor, through an import, or as a chart of its own. */
export async function openGiven(context: Context, given: Given): Promise<void> {
  switch (given.kind) {
    case "refused":
      context.announce(t(`start.refused.${given.reason}`, { name: given.name }), "error");
      return;
    case "values":
      take(context, { source: { kind: "stack" }, start: given.file, view: stackView(context) });
      context.announce(t("start.opened", { name: given.file.name }));
      return;
    case "import":
      await importFiles(context, given.files);
      return;
    case "archive":
      await openChart(context, { archive: given.data, name: given.name });
      return;
    case "folder":
      await openChart(context, { files: given.files });
  }
}

/** Makes a text the one that is edited. */
function take({ store, editor }: Context, patch: Partial<State> & Pick<State, "source" | "start">): void {
  const { text } = patch.start;
  store.update({ saved: null, compare: "none", mode: "text", pane: "editor", manifest: "", ...patch, values: text });
  editor.replace(text);
}

function stackView({ store }: Context): State["view"] {
  const { source, view } = store.get();
  return source.kind === "stack" ? view : "config";
}

async function importFiles(context: Context, files: readonly GivenText[]): Promise<void> {
  let imported: Imported;
  try {
    imported = await context.engine.call("importFiles", files);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    await openReport({ diagnostics: error.diagnostics, failure: error.message, objects: [] });
    return;
  }
  const names = files.map(({ name }) => name).join(", ");
  const { release } = context.store.get();
  take(context, {
    source: { kind: "stack" },
    start: { name: names, text: imported.values },
    view: stackView(context),
    release: {
      ...release,
      name: imported.release === "" ? release.name : imported.release,
      namespace: imported.namespace === "" ? release.namespace : imported.namespace,
    },
  });
  await openReport({
    diagnostics: imported.diagnostics,
    objects: imported.objects,
    ...(imported.lacks === undefined ? {} : { lacks: imported.lacks }),
  });
}

/** Loads a chart; its own values come into the editor. */
async function openChart(context: Context, chart: ChartInput): Promise<void> {
  try {
    const { metadata, values } = await context.engine.call("openChart", chart);
    const key = `${metadata.name}-${metadata.version}-${Date.now().toString(36)}`;
    await forgetCharts();
    await keepChart(key, chart);
    const { release } = context.store.get();
    take(context, {
      source: { kind: "chart", name: metadata.name, version: metadata.version, key },
      start: { name: `${metadata.name} ${metadata.version}`, text: values },
      view: "manifests",
      release: { ...release, name: release.name === "gitlab-runner" ? "release-name" : release.name },
    });
    context.announce(t("start.chart", { name: metadata.name, version: metadata.version }));
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    context.announce(t("start.chartFailed", { reason: error.message }), "error");
  }
}
