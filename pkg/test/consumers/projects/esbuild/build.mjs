import { copyFileSync } from "node:fs";
import { build } from "esbuild";

await build({
  entryPoints: ["main.js", "worker.js"],
  bundle: true,
  minify: true,
  format: "esm",
  loader: { ".wasm": "file" },
  outdir: "public",
});
copyFileSync("index.html", "public/index.html");
