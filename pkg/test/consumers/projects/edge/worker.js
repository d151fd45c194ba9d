import { init, render } from "runner-stack";
import module from "runner-stack/wasm";

export default {
  async fetch(request) {
    await init(module);
    return new Response(render(await request.text()).text);
  },
};
