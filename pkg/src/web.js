// Browsers, workers and bundlers: the module is fetched and compiled first, by `await init()`.

import { create } from "../dist/glue.js";
import { createApi } from "./api.js";

let compiled;
let pending;

/** Loads the module; once is enough, and more often does no harm. */
export function init(source) {
  if (compiled !== undefined) return Promise.resolve();
  pending ??= load(source).then(
    (module) => {
      compiled = module;
    },
    (error) => {
      // The next call may have a better source.
      pending = undefined;
      throw error;
    },
  );
  return pending;
}

async function load(source) {
  let from = await (source ?? new URL("../dist/runner_stack.wasm", import.meta.url));
  if (from instanceof WebAssembly.Module) return from;
  if (typeof from === "string" || from instanceof URL) from = fetch(from);
  from = await from;
  if (typeof Response === "function" && from instanceof Response) {
    if (!from.ok) throw new Error(`could not load the WebAssembly module: ${from.url}: ${from.status} ${from.statusText}`);
    // Compiling while it loads needs the right type; servers that do not know `.wasm` are many.
    const isTyped = from.headers.get("content-type")?.split(";")[0].trim() === "application/wasm";
    return isTyped ? WebAssembly.compileStreaming(from) : WebAssembly.compile(await from.arrayBuffer());
  }
  return WebAssembly.compile(from);
}

function start(host) {
  if (compiled === undefined) {
    const reason = "call `await init()` once before the first use";
    throw new RunnerStackError({ code: "argument", message: reason, reason });
  }
  const glue = create(host);
  glue.initSync({ module: compiled });
  return glue;
}

export const {
  RunnerStackError,
  Chart,
  render,
  config,
  check,
  checkFiles,
  chart,
  images,
  job,
  kit,
  sourceMap,
  diff,
  importFiles,
  explain,
  complete,
  hover,
  schema,
  presets,
  starred,
  version,
} = createApi(start);
