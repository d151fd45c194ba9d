// Without an argument it builds; with `dev` it serves, and says where.
import { build, createServer } from "vite";

const config = { root: import.meta.dirname, configFile: false, base: "./", logLevel: "warn" };
if (process.argv[2] === "dev") {
  const server = await createServer({ ...config, server: { host: "127.0.0.1", port: 0 } });
  await server.listen();
  console.log(server.resolvedUrls.local[0]);
} else {
  await build(config);
}
