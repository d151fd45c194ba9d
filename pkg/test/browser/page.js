import * as api from "../../src/web.js";
// Another copy of the package in the same page.
import * as other from "../../src/web.js?copy";
import { run } from "./cases.js";

async function test() {
  const cases = await (await fetch("/cases.json")).json();
  const wrong = [];
  const expect = (name, holds) => {
    if (!holds) wrong.push({ name, reason: "does not hold" });
  };

  let early;
  try {
    api.render("");
  } catch (error) {
    early = error;
  }
  expect("a call before init is an error of ours", early instanceof api.RunnerStackError && /await init\(\)/.test(early.message));
  expect("a source that is not there is refused", await api.init("/missing.wasm").then(() => false, () => true));
  await Promise.all([api.init(), api.init()]);
  await api.init();
  await other.init(await (await fetch("/dist/runner_stack.wasm")).arrayBuffer());
  expect("two copies live side by side", other.Chart !== api.Chart);
  const [first] = cases.stack;
  expect("the other copy renders", other.render(first.values, first.options).text === first.text);

  const start = performance.now();
  const inPage = run(api, cases);
  const milliseconds = Math.round(performance.now() - start);
  const inWorker = await new Promise((resolve, reject) => {
    const worker = new Worker("worker.js", { type: "module" });
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => reject(new Error(`the worker failed: ${event.message}`));
    worker.postMessage({ stack: cases.stack, helm: [] });
  });
  return { page: inPage, worker: inWorker, milliseconds, wrong: [...wrong, ...inPage.wrong, ...inWorker.wrong] };
}

const answer = await test().catch((error) => ({ error: `${error}\n${error.stack}` }));
await fetch("/answer", { method: "POST", body: JSON.stringify(answer) });
