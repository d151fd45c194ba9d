import { init, render } from "runner-stack";
import { show } from "./show.js";

const values = await (await fetch("values.yaml")).text();
await init();
show("page", render(values).text);

const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
worker.onmessage = ({ data }) => {
  show("worker", data);
  document.body.dataset.done = "";
};
worker.onerror = (event) => {
  throw new Error(`the worker failed: ${event.message}`);
};
worker.postMessage(values);
