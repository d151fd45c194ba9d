import { copyFileSync } from "node:fs";
import { join } from "node:path";
import webpack from "webpack";

const compiler = webpack({
  mode: "production",
  context: import.meta.dirname,
  entry: "./main.js",
  output: { path: join(import.meta.dirname, "public") },
  performance: { hints: false },
});
const stats = await new Promise((resolve, reject) => {
  compiler.run((error, stats) => (error ? reject(error) : resolve(stats)));
});
if (stats.hasErrors() || stats.hasWarnings()) {
  console.error(stats.toString("errors-warnings"));
  process.exitCode = 1;
}
copyFileSync("index.html", "public/index.html");
