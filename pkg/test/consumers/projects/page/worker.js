import { init, render } from "./node_modules/runner-stack/src/web.js";

onmessage = async ({ data }) => {
  await init();
  postMessage(render(data).text);
};
