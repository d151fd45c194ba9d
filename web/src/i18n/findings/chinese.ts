// What is loaded for Chinese.

export { zh } from "./zh.ts";
export { zhKeys } from "./zh-keys.ts";
