import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { marked } from "marked";
import type { Plugin } from "vite";

const SOURCES = fileURLToPath(new URL("../docs/rules/", import.meta.url));

/** The folder of the pages below the page itself; the service worker leaves them to the server. */
export const RULES = "rules/";

/** Puts the pages of the rules beside the page: `check --rules-url` links there. */
export function rulePages(): Plugin {
  return {
    name: "rule-pages",
    apply: "build",
    generateBundle() {
      for (const name of readdirSync(SOURCES).filter((name) => name.endsWith(".md"))) {
        const text = readFileSync(SOURCES + name, "utf8");
        this.emitFile({ type: "asset", fileName: RULES + pageName(name), source: rulePage(text) });
      }
    },
  };
}

/** A rule's page, or the table of all. */
export function rulePage(markdown: string): string {
  const title = /^# (.*)/.exec(markdown)?.[1]?.replaceAll("`", "") ?? "Rules";
  const content = marked
    .parse(markdown, { async: false })
    .replace(/href="([\w-]+\.md)"/g, (_, name: string) => `href="${pageName(name)}"`);
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${title} – runner-stack</title>
    <link rel="icon" href="../icon.svg" />
    <style>
      :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
      body { margin: 2rem auto; max-width: 46rem; padding: 0 1rem; }
      pre { overflow-x: auto; padding: 0.75rem 1rem; border: 1px solid #8886; border-radius: 6px; }
      table { border-collapse: collapse; }
      th, td { padding: 0.25rem 0.75rem 0.25rem 0; text-align: left; vertical-align: top; }
    </style>
  </head>
  <body>
    <nav><a href="../">runner-stack</a> · <a href="index.html">all rules</a></nav>
    <main>
${content}    </main>
  </body>
</html>
`;
}

function pageName(source: string): string {
  return source === "README.md" ? "index.html" : source.replace(/\.md$/, ".html");
}
