// As the README has it: by the path of the file. Beside it a second copy, as two parts of a page may bring.
import * as one from "./node_modules/runner-stack/src/web.js";
import * as other from "./node_modules/runner-stack-again/src/web.js";
import { show } from "./show.js";

const values = await (await fetch("values.yaml")).text();
await Promise.all([one.init(), other.init(fetch("node_modules/runner-stack-again/dist/runner_stack.wasm"))]);
if (one.RunnerStackError === other.RunnerStackError) throw new Error("both copies are one");
show("page", one.render(values).text);
show("second copy", other.render(values).text);
show("page, after the second copy", one.render(values).text);

const worker = new Worker("worker.js", { type: "module" });
worker.onmessage = ({ data }) => {
  show("worker", data);
  document.body.dataset.done = "";
};
worker.onerror = (event) => {
  throw new Error(`the worker failed: ${event.message}`);
};
worker.postMessage(values);
