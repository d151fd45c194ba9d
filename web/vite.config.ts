import { createHash } from "node:crypto";

import { defineConfig, type Plugin } from "vite";

import { RULES, rulePages } from "./rule-pages.ts";

/** Tells the service worker which files the page has. */
function fileList(): Plugin {
  return {
    name: "file-list",
    enforce: "post",
    generateBundle(_options, bundle) {
      const worker = bundle["sw.js"];
      if (worker?.type !== "chunk") throw new Error("there is no service worker");
      const page = bundle["index.html"];
      if (page?.type !== "asset") throw new Error("there is no page");
      // What the first script loads is named in the page, so that both load at once.
      const later = Object.values(bundle).filter(
        (file) => file.type === "chunk" && file.facadeModuleId?.endsWith("/src/main.ts") === true,
      );
      const preloads = later.map(({ fileName }) => `<link rel="modulepreload" crossorigin href="./${fileName}">`);
      page.source = String(page.source).replace("</title>", `</title>\n    ${preloads.join("\n    ")}`);
      const content = page.source;
      // The page itself has no hash in its name; the list is to change with it.
      const version = createHash("sha256").update(content).digest("hex").slice(0, 12);
      const isOfThePage = (file: string): boolean => !["sw.js", "index.html"].includes(file) && !file.startsWith(RULES);
      const files = Object.keys(bundle).filter(isOfThePage);
      const list = ["./", `./?${version}`, "./icon.svg", ...files.map((file) => `./${file}`)];
      worker.code = `const FILES = ${JSON.stringify(list)};\n${worker.code}`;
    },
  };
}

export default defineConfig({
  // The page works from any folder of any host.
  base: "./",
  plugins: [rulePages(), fileList()],
  build: {
    target: "es2022",
    // A data: address would need a wider Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      input: { main: "index.html", sw: "src/offline/sw.ts" },
      output: { entryFileNames: ({ name }) => (name === "sw" ? "sw.js" : "assets/[name]-[hash].js") },
    },
  },
  worker: { format: "es" },
  // The package lies beside this folder.
  server: { fs: { allow: [".."] } },
});
