import type { ModuleSource } from "./dist/index.cjs";

/** The module itself, in the form that your bundler gives a `.wasm` file: a URL, bytes, or a compiled module. */
declare const source: ModuleSource;
export = source;
