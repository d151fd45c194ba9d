import "./style/index.css";
import "./engine/start.ts";

import { showAwaited } from "./app/awaited.ts";

showAwaited();

void import("./main.ts");
