import type { Diagnostic, RenderOptions } from "runner-stack";

import { shown } from "../app/frame.ts";
import { type Engine, EngineError } from "../engine/engine.ts";
import { manifestsOf } from "../engine/preview.ts";
import { renderOptions } from "./options.ts";
import type { Output, Results } from "./results.ts";
import type { State } from "./state.ts";
import type { Store } from "./store.ts";

/** Edits that follow each other faster than this are marked as one. */
const BURST = 900;

/** How long after a key stroke the values are checked: whoever types on is not made to wait for what is found. */
const PAUSE = 120;

export interface Session {
  /** Starts on values that will be in the state in a moment. */
  begin(values: string): void;
}

/** Keeps the results in step with the state, from when the chart it is about is `opened`; at once when there is none. */
export function startSession(
  store: Store<State>,
  results: Store<Results>,
  engine: Engine,
  opened: Promise<void> | null,
): Session {
  let lastChange = 0;
  let begun: string | null = null;

  const render = async (values: string) => {
    const { source } = store.get();
    try {
      const output = await renderLatest(engine, "render", { ...store.get(), values });
      if (output === undefined) return;
      const now = performance.now();
      const last = results.get();
      const old = last.output;
      const isSame = old !== null && old.text === output.text && old.config === output.config;
      const before = isSame || now - lastChange < BURST ? last.before : old;
      if (!isSame) lastChange = now;
      results.update({
        ready: true,
        output: isSame ? { ...output, manifests: old.manifests } : output,
        outputOf: values,
        before,
        failure: null,
        ...(source.kind === "chart" ? { diagnostics: [] } : {}),
      });
    } catch (error) {
      const { message, diagnostics } = failure(error);
      results.update({ ready: true, failure: message, ...(source.kind === "chart" ? { diagnostics } : {}) });
    }
  };

  const check = async (values: string) => {
    const { source } = store.get();
    if (source.kind !== "stack") return;
    try {
      const diagnostics = await engine.latest("check", "checkFiles", [{ name: "values.yaml", text: values }]);
      // Places are those of the text that was checked; of a newer one there will be another answer.
      if (diagnostics !== undefined && store.get().values === values) results.update({ diagnostics });
    } catch (error) {
      results.update({ diagnostics: failure(error).diagnostics });
    }
  };

  let resting: ReturnType<typeof setTimeout> | undefined;
  let newest: string | undefined;
  const start = (values: string) => {
    newest = values;
    const rendered = render(values);
    // The result comes first, also to the screen; what is wrong is said when the fingers rest for a blink.
    clearTimeout(resting);
    resting = setTimeout(() => {
      void rendered.then(shown).then(() => {
        if (values === newest) void check(values);
      });
    }, PAUSE);
  };

  const compare = async () => {
    const state = store.get();
    const values = baseline(state);
    if (values === null) {
      results.update({ base: null });
      return;
    }
    try {
      const base = await renderLatest(engine, "compare", { ...state, values });
      if (base !== undefined) results.update({ base });
    } catch {
      // What cannot be rendered has no output to compare with.
      results.update({ base: emptyOutput });
    }
  };

  store.subscribe((now, before) => {
    const isOther = now.source !== before.source || now.start !== before.start;
    if (isOther) {
      // Another file: everything is new, and nothing is marked.
      results.update({ output: now.source === before.source ? results.get().output : null, before: null, link: null });
      lastChange = performance.now();
    }
    const isRelease = now.release !== before.release || now.showSecrets !== before.showSecrets;
    if (isOther || isRelease || now.values !== before.values) {
      if (isRelease) lastChange = performance.now();
      if (isOther || isRelease || now.values !== begun) start(now.values);
    }
    if (isOther || isRelease || baseline(now) !== baseline(before)) void compare();
  });

  const first = () => {
    start(store.get().values);
    void compare();
  };
  if (opened === null) first();
  else void opened.then(first);
  return {
    begin(values) {
      begun = values;
      start(values);
    },
  };
}

/** The values that outputs are compared with. */
export function baseline(state: State): string | null {
  switch (state.compare) {
    case "none":
      return null;
    case "start":
      return state.start.text;
    case "saved":
      return state.saved;
    case "pasted":
      return state.pasted?.text ?? null;
  }
}

const emptyOutput: Output = { text: "", manifests: [], notes: "", config: null, runners: [], warnings: [] };

async function renderLatest(engine: Engine, channel: string, state: State): Promise<Output | undefined> {
  const options: RenderOptions = renderOptions(state);
  const preview = await engine.latest(channel, "preview", state.values, options, state.source.kind);
  return preview === undefined ? undefined : { ...preview, manifests: manifestsOf(preview) };
}

function failure(error: unknown): { message: string; diagnostics: readonly Diagnostic[] } {
  if (error instanceof EngineError) return { message: error.message, diagnostics: error.diagnostics };
  return { message: error instanceof Error ? error.message : String(error), diagnostics: [] };
}
