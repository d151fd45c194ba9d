import { render } from "runner-stack";

const text: string = render(Deno.readTextFileSync("public/values.yaml")).text;
Deno.stdout.writeSync(new TextEncoder().encode(text));
