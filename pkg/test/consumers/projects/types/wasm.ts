// The module in each of its forms, where the platform's types are known.

import { type ModuleSource, init } from "runner-stack";
import wasm from "runner-stack/wasm";

const response: Promise<Response> = fetch("runner_stack.wasm");
const compiled: WebAssembly.Module = new WebAssembly.Module(new Uint8Array());
const sources: ModuleSource[] = [wasm, new URL("https://example.com/runner_stack.wasm"), compiled];
export const loading: Promise<void>[] = [init(wasm), init(response), ...sources.map((source) => init(source))];
