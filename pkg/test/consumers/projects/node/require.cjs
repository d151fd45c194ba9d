const { readFileSync } = require("node:fs");
const { render, version } = require("runner-stack");

const about = require("runner-stack/package.json");
if (about.version !== version()) throw new Error(`package.json says ${about.version}, the module ${version()}`);
new WebAssembly.Module(readFileSync(require.resolve("runner-stack/wasm")));
process.stdout.write(render(readFileSync("public/values.yaml", "utf8")).text);
