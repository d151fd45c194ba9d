import type { Dictionary } from "./index.ts";

/** The interface in Simplified Chinese. */
export const zh: Dictionary = {
  "app.name": "runner-stack",
  "app.tagline": "一个 values 文件，搞定 Kubernetes 上的 GitLab Runner",
};
