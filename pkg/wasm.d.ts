import type { ModuleSource } from "./dist/index.js";

/** The module itself, in the form that your bundler gives a `.wasm` file: a URL, bytes, or a compiled module. */
declare const source: ModuleSource;
export default source;
