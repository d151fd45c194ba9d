import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { init, render, version } from "runner-stack";
import about from "runner-stack/package.json" with { type: "json" };

await init();
if (about.version !== version()) throw new Error(`package.json says ${about.version}, the module ${version()}`);
new WebAssembly.Module(readFileSync(fileURLToPath(import.meta.resolve("runner-stack/wasm"))));
process.stdout.write(render(readFileSync("public/values.yaml", "utf8")).text);
