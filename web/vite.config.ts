import { createHash } from "node:crypto";

import { defineConfig, type Plugin } from "vite";

import { RULES, rulePages } from "./rule-pages.ts";

/** The chunk of what runs before all else. */
const FIRST = "first";

/** Part of it, and what it shares with the rest: one file, since each costs the way to the server. */
const IN_FIRST = /\/src\/(boot|app\/awaited|engine\/start|state\/(state|storage))\.ts|vite\/preload-helper/;

/** Libraries, which change less often than the page; but for those that only come after the first picture. */
const LIBRARIES = /node_modules.(?!.*(lang-yaml|lezer.(yaml|lr)|legacy-modes|fflate))/;

/**
 * Asks V8 to compile a whole file while it is loaded, beside the page's own work. Left to itself it only looks for where
 * functions end, and compiles each when it is first called: some 650 of them before the first picture, which takes as long
 * as everything that they do.
 */
const COMPILED_AT_ONCE = "//# allFunctionsCalledOnLoad\n";

/** What Vite loads before a chunk is nothing here: later chunks bring no styles, and the page names what it needs first. */
function plainImports(): Plugin {
  return {
    name: "plain-imports",
    enforce: "pre",
    load: (id) => (id === "\0vite/preload-helper.js" ? "export const __vitePreload = (load) => load();" : undefined),
  };
}

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
      // The page asks for the first script itself, and for what that loads at the same time. Nothing is shown before the
      // first script has seen to the colours.
      const chunks = Object.values(bundle).filter((file) => file.type === "chunk");
      const main = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith("/src/main.ts") === true);
      if (main === undefined) throw new Error("the page has no main script");
      const preloads = [main.fileName, ...main.imports.filter((file) => !file.includes(FIRST))];
      for (const chunk of chunks) {
        if (preloads.includes(chunk.fileName)) chunk.code = COMPILED_AT_ONCE + chunk.code;
      }
      const links = preloads.map((file) => `  <link rel="modulepreload" crossorigin href="./${file}">\n  `);
      page.source = String(page.source)
        .replace('<script type="module"', '<script type="module" blocking="render"')
        .replace("</head>", `${links.join("")}</head>`);
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
  plugins: [plainImports(), rulePages(), fileList()],
  build: {
    target: "es2022",
    // A data: address would need a wider Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: false,
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      // Nothing here reads a property, or a global that may be absent, for what the reading does.
      treeshake: { propertyReadSideEffects: false, unknownGlobalSideEffects: false },
      input: { main: "index.html", sw: "src/offline/sw.ts" },
      output: {
        entryFileNames: ({ name }) => (name === "sw" ? "sw.js" : "assets/[name]-[hash].js"),
        codeSplitting: {
          groups: [
            { name: FIRST, test: IN_FIRST },
            { name: "libraries", test: LIBRARIES },
          ],
        },
      },
    },
  },
  worker: { format: "es" },
  // The package lies beside this folder.
  server: { fs: { allow: [".."] } },
});
