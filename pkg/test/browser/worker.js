import * as api from "../../src/web.js";
import { run } from "./cases.js";

onmessage = async ({ data }) => {
  await api.init(WebAssembly.compileStreaming(fetch("/dist/runner_stack.wasm")));
  postMessage(run(api, data));
};
