import "./style/index.css";
import "./engine/start.ts";

void import("./main.ts");
