// One first call in a fresh process.

import { readFileSync } from "node:fs";
import * as api from "runner-stack";
import { measureFirst } from "./measure.js";

console.log(measureFirst(api, readFileSync(process.argv[2], "utf8")));
