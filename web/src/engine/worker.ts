// The Worker: runs the functions of the package, one after the other, and drops what was overtaken while it waited.

import * as runnerStack from "runner-stack";
import type { Failure } from "runner-stack";

import { changedLines } from "./impact.ts";
import { previewOf } from "./preview.ts";
import type { ChartCalls, Method, Request, Response } from "./protocol.ts";

let chart: runnerStack.Chart | undefined;

const chartCalls: ChartCalls = {
  openChart(input) {
    const opened =
      "archive" in input
        ? runnerStack.Chart.fromArchive(input.archive, input.name)
        : runnerStack.Chart.fromFiles(input.files);
    const { metadata, values, schema } = opened;
    chart = opened;
    impactBase = undefined;
    return { metadata, values, schema };
  },
  preview(values, options, kind) {
    const preview = previewOf(rendered(values, options, kind));
    if (kind === "stack") practise(values, options, kind);
    return preview;
  },
  renderChart: (values, options) => open().render(values, options),
  impact(values, changed, options, kind) {
    const key = JSON.stringify([values, options, kind]);
    if (impactBase?.key !== key) impactBase = { key, lines: lines(values, options, kind) };
    return changedLines(impactBase.lines, lines(changed, options, kind));
  },
  chartSourceMap: (values, options) => open().sourceMap(values, options),
};

/** The output that `impact` compares with: it is asked many times about the same values. */
let impactBase: { readonly key: string; readonly lines: readonly string[] } | undefined;

function lines(...asked: Parameters<typeof rendered>): string[] {
  return rendered(...asked).text.split("\n");
}

function rendered(
  values: string,
  options: runnerStack.RenderOptions,
  kind: "stack" | "chart",
): runnerStack.RenderedStack | runnerStack.RenderedChart {
  return kind === "stack" ? runnerStack.render(values, options) : open().render(values, options);
}

function open(): runnerStack.Chart {
  if (chart === undefined) throw new Error("no chart is open");
  return chart;
}

/**
 * How often the first result is made again while nobody asks for anything, and the milliseconds between. Browsers compile
 * well what has run often; without this they find out by the first dozen key strokes, which take twice as long as later ones.
 */
const PRACTICE = { rounds: 40, before: 400, between: 12 };

let practised = false;

function practise(...asked: Parameters<typeof rendered>): void {
  if (practised) return;
  practised = true;
  let rounds = 0;
  const round = () => {
    if (queue.length === 0) {
      previewOf(rendered(...asked));
      rounds += 1;
    }
    if (rounds < PRACTICE.rounds) setTimeout(round, PRACTICE.between);
  };
  setTimeout(round, PRACTICE.before);
}

const queue: Request[] = [];
const wake = new MessageChannel();
const ready = runnerStack.init();

// Messages that arrived meanwhile are taken in before the next call runs: posting to oneself goes to the end of the line.
wake.port1.onmessage = () => {
  const request = queue.shift();
  if (request !== undefined)
    void ready.then(
      () => {
        answer(request);
      },
      (error: unknown) => {
        post({ id: request.id, failure: failure(error) });
      },
    );
};

self.addEventListener("message", (event: MessageEvent<Request>) => {
  const request = event.data;
  if (request.channel !== null) {
    const older = queue.findIndex(({ channel }) => channel === request.channel);
    const [dropped] = older < 0 ? [] : queue.splice(older, 1);
    if (dropped !== undefined) post({ id: dropped.id, overtaken: true });
  }
  queue.push(request);
  wake.port2.postMessage(null);
});

function answer({ id, method, args }: Request): void {
  try {
    post({ id, ok: find(method)(...args) });
  } catch (error) {
    post({ id, failure: failure(error) });
  }
}

function find(method: Method): (...args: readonly unknown[]) => unknown {
  const calls: Readonly<Record<string, unknown>> = { ...runnerStack, ...chartCalls };
  const found = calls[method];
  if (typeof found !== "function") throw new Error(`the engine has no ${method}`);
  return found as (...args: readonly unknown[]) => unknown;
}

function failure(error: unknown): Failure {
  if (error instanceof runnerStack.RunnerStackError) {
    const { code, message, reason, diagnostics, trace, warnings, partialOutput } = error;
    return { code, message, reason, diagnostics, trace, warnings, partialOutput };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: "internal", message, reason: message, diagnostics: [], trace: [], warnings: [] };
}

function post(response: Response): void {
  self.postMessage(response);
}
