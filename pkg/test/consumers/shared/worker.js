import { init, render } from "runner-stack";

onmessage = async ({ data }) => {
  await init();
  postMessage(render(data).text);
};
