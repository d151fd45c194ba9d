import starter from "../../examples/minio.yaml?raw";
import { createAnnouncer } from "./app/announce.ts";
import { createApp } from "./app/app.ts";
import type { Context, Panel } from "./app/context.ts";
import { shown } from "./app/frame.ts";
import { loadPresets, withoutModeline } from "./app/presets.ts";
import { loadGrammars } from "./editor/languages.ts";
import { spanAt } from "./editor/position.ts";
import { createValuesEditor } from "./editor/values.ts";
import { createEngine } from "./engine/engine.ts";
import { fetchFindingWords, loadFindingWords } from "./i18n/findings/index.ts";
import { type Language, preferredLanguage, setLanguage, t } from "./i18n/index.ts";
import { keepOffline } from "./offline/register.ts";
import { offer } from "./offer.ts";
import { sharedState, takeLink } from "./share/dialog.ts";
import { acceptDrops } from "./start/index.ts";
import { readChart } from "./state/charts.ts";
import { followDetails } from "./state/details.ts";
import { createLinks } from "./state/link.ts";
import { noResults, type Results } from "./state/results.ts";
import { startSession } from "./state/session.ts";
import { firstState, type State } from "./state/state.ts";
import { browserStorage, keepState, readState } from "./state/storage.ts";
import { createStore } from "./state/store.ts";
import { loadPacker } from "./take/archive.ts";

const engine = createEngine();
let first = firstState({ name: "minio", text: withoutModeline(starter) }, preferredLanguage(navigator.languages));
if (innerWidth < 820) first = { ...first, wrap: true };
const store = createStore<State>(readState(browserStorage(), first));
const results = createStore<Results>(noResults);
const spoken = speak(store.get().language);
const announcer = createAnnouncer();

// Before all others, so that the engine works while the page follows a change.
const { source } = store.get();
const session = startSession(store, results, engine, source.kind === "chart" ? openedChart(source.key) : null);

/** Loads the chart of the last visit before anything is rendered with it. */
async function openedChart(key: string): Promise<void> {
  const chart = await readChart(key);
  try {
    if (chart === undefined) throw new Error(key);
    await engine.call("openChart", chart);
  } catch {
    store.update({ source: { kind: "stack" }, view: "config" });
    announcer.announce(t("start.chartGone"), "error");
  }
}

// Before a worker has said that it runs, browsers keep what is sent to it; this lets them hear it.
await nextTask();

const links = createLinks(store, results, engine);
const text = createValuesEditor(store.get().values, engine, () => store.get().source.kind === "stack", {
  changing: session.begin,
  changed: (values) => {
    store.update({ values });
  },
  moved: (offset) => void links.fromValues(offset),
});
const context: Context = {
  store,
  results,
  engine,
  links,
  announce: announcer.announce,
  editor: {
    ...text,
    reveal(span) {
      // A narrow screen shows one half, and the form hides the text.
      store.update({ pane: "editor", mode: "text" });
      text.reveal(span);
    },
  },
};

/** Takes over a language, with the words for what the engine says. */
async function speak(language: Language): Promise<void> {
  setLanguage(language);
  // Where they cannot be loaded, the engine's own words stand.
  await loadFindingWords(language).catch(() => undefined);
}

/** Lets what waits for the page have its turn. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      resolve();
    };
    port2.postMessage(null);
  });
}

let app: Panel | undefined;
let endDrops: (() => void) | undefined;

function build(): void {
  app?.destroy();
  document.title = `${t("app.name")}: ${t("app.tagline")}`;
  app = createApp(context, offer);
  // Filled before it is shown: what is put together in the page is laid out with each part.
  update();
  document.body.replaceChildren(app.element, announcer.element);
  endDrops?.();
  endDrops = acceptDrops(context);
}

function update(): void {
  app?.update({ state: store.get(), results: results.get() });
}

store.subscribe((now, before) => {
  // Values alone show nothing new: what they make does, in a moment.
  if (onlyValuesChanged(now, before)) return;
  if (now.language === before.language) update();
  else void changeLanguage(now.language);
});

async function changeLanguage(language: Language): Promise<void> {
  await speak(language);
  if (store.get().language !== language) return;
  text.translate();
  text.showFindings(results.get().diagnostics);
  build();
}

function onlyValuesChanged(now: State, before: State): boolean {
  const keys = Object.keys(now) as (keyof State)[];
  return keys.every((key) => key === "values" || now[key] === before[key]);
}

results.subscribe((now, before) => {
  update();
  if (now.diagnostics !== before.diagnostics) text.showFindings(now.diagnostics);
  if (now.link !== before.link) showOrigins(now.link);
});

/** Marks the values that made the chosen line. */
function showOrigins(link: Results["link"]): void {
  const { values } = store.get();
  const spans = link?.isFromOutput === true ? link.paths.map((path) => spanAt(values, path)) : [];
  text.mark(spans.filter((span) => span !== null));
}

await spoken;
// The first result may be there by now: then it is laid out together with all else.
await nextTask();
build();
keepState(store, browserStorage());
followDetails(store, results, engine);
void openLink();

/** Opens what the address carries. */
async function openLink(): Promise<void> {
  const opened = await takeLink();
  if (opened.kind === "refused") context.announce(t(`share.refused.${opened.problem}`), "error");
  if (opened.kind !== "shared") return;
  const patch = sharedState(opened.shared, t("share.name"));
  store.update(patch);
  text.replace(store.get().values);
  context.announce(t("share.opened"));
}

addEventListener("hashchange", () => void openLink());

// What is needed later waits until the first result is shown: colours, the presets of the menu, the words of the other
// language, so that changing it asks for nothing, and every file once more, to keep the page for visits without a network.
const endWaiting = results.subscribe(({ ready }) => {
  if (!ready) return;
  endWaiting();
  void prepareForLater();
});

async function prepareForLater(): Promise<void> {
  await shown();
  void loadGrammars().catch(() => undefined);
  void loadPresets(context);
  setTimeout(() => {
    void Promise.allSettled([loadPacker(), fetchFindingWords()]).then(keepOffline);
  }, 500);
}
