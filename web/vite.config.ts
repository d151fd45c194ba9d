import { defineConfig } from "vite";

export default defineConfig({
  // The page works from any folder of any host.
  base: "./",
  build: {
    target: "es2022",
    // A data: address would need a wider Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  worker: { format: "es" },
  // The package lies beside this folder.
  server: { fs: { allow: [".."] } },
});
