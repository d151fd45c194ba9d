import * as api from "../../src/web.js";
import { measure, measureFirst, watchMemory } from "./measure.js";

const memory = watchMemory();
const values = await (await fetch("/values.yaml")).text();
await api.init();
globalThis.result = location.hash === "#first" ? { first: measureFirst(api, values) } : measure(api, values, memory);
