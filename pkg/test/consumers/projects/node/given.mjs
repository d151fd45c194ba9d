// As on an edge platform, whose bundler picks other entries and hands over a compiled module.
import { readFileSync } from "node:fs";
import { init, render } from "runner-stack";

const bytes = readFileSync(new URL(import.meta.resolve("runner-stack/wasm")));
await init(new WebAssembly.Module(bytes));
process.stdout.write(render(readFileSync("public/values.yaml", "utf8")).text);
