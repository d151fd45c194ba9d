import type { Action } from "../app/action.ts";
import type { Context } from "../app/context.ts";
import { EngineError } from "../engine/engine.ts";
import { sentence } from "../i18n/findings/index.ts";
import { t } from "../i18n/index.ts";
import { listManifests } from "../previews/manifestList.ts";
import { openShare } from "../share/dialog.ts";
import { renderOptions } from "../state/options.ts";
import { manifestFiles, type TakenFile, zip, fileName } from "./archive.ts";
import { openCommands } from "./commands.ts";
import { save } from "./save.ts";

/** What leaves the page. Files hold the real bytes, secrets included, as the command writes them. */
export const takeActions: readonly Action[] = [
  { id: "take-share", label: "take.share", detail: "take.share.detail", icon: "link", when: isStack, run: openShare },
  { id: "take-commands", label: "take.commands", detail: "take.commands.detail", icon: "terminal", run: openCommands },
  { id: "take-values", label: "take.values", icon: "file", run: takeValues },
  { id: "take-manifest", label: "take.manifest", icon: "layers", when: hasManifest, run: saying(takeManifest) },
  { id: "take-zip", label: "take.zip", detail: "take.zip.detail", icon: "download", run: saying(takeZip) },
  {
    id: "take-chart",
    label: "take.chart",
    detail: "take.chart.detail",
    icon: "box",
    when: isStack,
    run: saying(takeChart),
  },
  { id: "take-kit", label: "take.kit", detail: "take.kit.detail", icon: "folder", when: isStack, run: saying(takeKit) },
];

type State = ReturnType<Context["store"]["get"]>;

function isStack({ source }: State): boolean {
  return source.kind === "stack";
}

function hasManifest({ view, manifest }: State): boolean {
  return view === "manifests" && manifest !== "";
}

/** Says why something cannot be taken: the values have mistakes. */
function saying(take: (context: Context) => Promise<void>): (context: Context) => Promise<void> {
  return async (context) => {
    try {
      await take(context);
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      context.announce(t("take.failed", { reason: sentence(error.message) }), "error");
    }
  };
}

function takeValues({ store }: Context): void {
  save("values.yaml", store.get().values, "application/yaml");
}

/** The values as they are now, rendered with everything that the page masks. */
async function rendered({ store, engine }: Context) {
  const state = store.get();
  const options = renderOptions({ ...state, showSecrets: true });
  return state.source.kind === "stack"
    ? engine.call("render", state.values, options)
    : engine.call("renderChart", state.values, options);
}

async function takeManifest(context: Context): Promise<void> {
  const { text, manifests, notes, warnings } = await rendered(context);
  const { manifest } = context.store.get();
  const listed = listManifests({ text, manifests, notes, warnings, config: null, runners: [] });
  const found = listed.find(({ key }) => key === manifest);
  if (found === undefined) return;
  save(`${fileName(found.key.replace("#", "-").toLowerCase())}.yaml`, found.manifest.text, "application/yaml");
}

async function takeZip(context: Context): Promise<void> {
  const output = await rendered(context);
  const { release, values } = context.store.get();
  const files: TakenFile[] = [...manifestFiles(output.manifests), { path: "values.yaml", content: values }];
  if ("config" in output) files.push({ path: "config.toml", content: output.config.text });
  if (output.notes !== "") files.push({ path: "NOTES.txt", content: output.notes });
  save(`${fileName(release.name)}.zip`, await zip(files, new Date()), "application/zip");
}

async function takeChart({ store, engine, announce }: Context): Promise<void> {
  const { name, version, archive, holdsSecrets } = await engine.call("chart", store.get().values);
  save(`${fileName(`${name}-${version}`)}.tgz`, archive, "application/gzip");
  if (holdsSecrets) announce(t("take.chart.secrets"), "error");
}

async function takeKit({ store, engine }: Context): Promise<void> {
  const state = store.get();
  const { files } = await engine.call("kit", state.values, renderOptions({ ...state, showSecrets: true }));
  const inFolder = files.map(({ path, text, executable }) => ({ path: `kit/${path}`, content: text, executable }));
  save("kit.zip", await zip(inFolder, new Date()), "application/zip");
}
