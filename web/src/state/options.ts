import type { RenderOptions } from "runner-stack";

import type { State } from "./state.ts";

/** The release as the engine takes it. */
export function renderOptions({ release, showSecrets }: Pick<State, "release" | "showSecrets">): RenderOptions {
  return {
    ...(release.name === "" ? {} : { name: release.name }),
    ...(release.namespace === "" ? {} : { namespace: release.namespace }),
    ...(release.kubeVersion === "" ? {} : { kubeVersion: release.kubeVersion }),
    secrets: showSecrets ? "show" : "mask",
  };
}
