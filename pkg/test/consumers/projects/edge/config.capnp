using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "main", worker = .worker)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);

const worker :Workerd.Worker = (
  modules = [
    (name = "worker.js", esModule = embed "dist/worker.js"),
    (name = "runner-stack/wasm", wasm = embed "node_modules/runner-stack/dist/runner_stack.wasm"),
  ],
  compatibilityDate = "2026-01-01",
);
