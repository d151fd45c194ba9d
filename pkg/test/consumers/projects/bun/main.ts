import { render } from "runner-stack";

const text: string = render(await Bun.file("public/values.yaml").text()).text;
await Bun.write(Bun.stdout, text);
