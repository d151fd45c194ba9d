import { init, render } from "runner-stack";
import wasm from "runner-stack/wasm";

onmessage = async ({ data }) => {
  await init(wasm);
  postMessage(render(data).text);
};
