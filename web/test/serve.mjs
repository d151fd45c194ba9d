// The built page as any static host has it: files as they lie there, nothing compressed meanwhile.

import { createReadStream, existsSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const DIST = join(import.meta.dirname, "../dist");

/** @type {Readonly<Record<string, string>>} */
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/**
 * Serves the page on this machine, below a path that begins and ends with a slash; nothing else is on the host.
 *
 * @param {string} base
 * @returns {Promise<{ address: string, close: () => void }>}
 */
export async function serve(base) {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    const inside = normalize(path.slice(base.length) || "index.html");
    const file = join(DIST, inside);
    if (!path.startsWith(base) || inside.startsWith("..") || !existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" });
    createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const bound = server.address();
  const port = typeof bound === "object" && bound !== null ? bound.port : 0;
  return {
    address: `http://127.0.0.1:${port}${base}`,
    close: () => {
      server.close();
    },
  };
}
