import type { JobOptions, RenderOptions } from "runner-stack";

import { type Engine, EngineError } from "../engine/engine.ts";
import { renderOptions } from "./options.ts";
import type { Detail, Details, Results } from "./results.ts";
import type { JobRequest, State, ViewId } from "./state.ts";
import type { Store } from "./store.ts";

/** What a view shows besides the output. */
const NEEDS: { readonly [View in ViewId]?: Detail } = {
  images: "images",
  job: "job",
  kit: "kit",
};

/** How long the values rest before what takes longer is computed: a key stroke never waits for it. */
const REST = 140;

/** Computes what the open view needs, for the values that could be rendered last. */
export function followDetails(store: Store<State>, results: Store<Results>, engine: Engine): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const made = new Map<Detail, string>();

  const request = async (): Promise<void> => {
    const state = store.get();
    const { output, outputOf } = results.get();
    const detail = NEEDS[state.view];
    if (detail === undefined || output === null || state.source.kind !== "stack") return;
    const job = { ...state.job, runner: chosenRunner(state.job.runner, output.runners) };
    const of = JSON.stringify([outputOf, state.release, state.showSecrets, detail === "job" ? job : null]);
    if (made.get(detail) === of) return;
    try {
      const found = await CALLS[detail](engine, outputOf, renderOptions(state), job);
      if (found === undefined) return;
      const { details, previous, refusals } = results.get();
      made.set(detail, of);
      results.update({
        details: { ...details, [detail]: found },
        previous: { ...previous, [detail]: details[detail] },
        refusals: { ...refusals, [detail]: undefined },
      });
    } catch (error) {
      const { refusals } = results.get();
      made.set(detail, of);
      const message = error instanceof EngineError ? error.message : String(error);
      results.update({ refusals: { ...refusals, [detail]: message } });
    }
  };

  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void request(), REST);
  };
  results.subscribe((now, before) => {
    if (now.before === null && before.before !== null) results.update({ previous: {} });
    if (now.output !== before.output) soon();
  });
  store.subscribe((now, before) => {
    if (now.source !== before.source || now.start !== before.start) {
      made.clear();
      results.update({ details: {}, previous: {}, refusals: {} });
    }
    if (now.view !== before.view) void request();
    else if (now.job !== before.job) soon();
  });
}

type Call<Name extends Detail> = (
  engine: Engine,
  values: string,
  options: RenderOptions,
  job: JobRequest,
) => Promise<Details[Name] | undefined>;

const CALLS: { readonly [Name in Detail]: Call<Name> } = {
  images: (engine, values, options) => engine.latest("images", "images", values, options),
  job: (engine, values, options, job) => engine.latest("job", "job", values, { ...options, ...jobOptions(job) }),
  kit: (engine, values, options) => engine.latest("kit", "kit", values, options),
};

/** The runner asked for, if there is one of that name; else the first. */
export function chosenRunner(wanted: string, runners: readonly string[]): string {
  return runners.includes(wanted) ? wanted : (runners[0] ?? "");
}

/** The wishes of a job as the engine takes them. */
export function jobOptions({ runner, image, variables, services }: JobRequest): JobOptions {
  const pairs = lines(variables).flatMap((line) => {
    const at = line.indexOf("=");
    return at > 0 ? [[line.slice(0, at).trim(), line.slice(at + 1)] as const] : [];
  });
  return {
    ...(runner === "" ? {} : { runner }),
    ...(image.trim() === "" ? {} : { image: image.trim() }),
    ...(lines(services).length === 0 ? {} : { services: lines(services) }),
    ...(pairs.length === 0 ? {} : { variables: Object.fromEntries(pairs) }),
  };
}

function lines(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
