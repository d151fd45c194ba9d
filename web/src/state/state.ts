import type { Language } from "../i18n/index.ts";

/** What the values are for. */
export type Source =
  | { readonly kind: "stack" }
  /** A chart of the user's; its files lie in the browser's database under `key`. */
  | { readonly kind: "chart"; readonly name: string; readonly version: string; readonly key: string };

/** A text with a name to show. */
export interface Named {
  readonly name: string;
  readonly text: string;
}

/** How the release is called, as the flags of `helm template`. */
export interface Release {
  readonly name: string;
  readonly namespace: string;
  /** Empty for the engine's default. */
  readonly kubeVersion: string;
}

/** What a CI job asks for, in the view of the job pod. */
export interface JobRequest {
  readonly runner: string;
  readonly image: string;
  /** One `NAME=VALUE` a line. */
  readonly variables: string;
  /** One image a line. */
  readonly services: string;
}

/** What the outputs are compared with. */
export type Compare = "none" | "start" | "saved" | "pasted";

export type ViewId = "config" | "manifests" | "checks" | "job" | "permissions" | "images" | "notes" | "kit";

export type Theme = "system" | "light" | "dark";

/** Everything the user decided. It survives a reload, and nothing else does. */
export interface State {
  readonly values: string;
  readonly source: Source;
  readonly release: Release;
  /** The text the work began with: a preset, an opened or an imported file. */
  readonly start: Named;
  readonly saved: string | null;
  readonly pasted: Named | null;
  readonly compare: Compare;
  readonly view: ViewId;
  /** The manifest that is open: `Kind/name`; empty for all in one long view. */
  readonly manifest: string;
  /** The file of the kit that is open. */
  readonly kitFile: string;
  readonly job: JobRequest;
  /** How the values are edited. */
  readonly mode: "text" | "form";
  /** Which half a narrow screen shows. */
  readonly pane: "editor" | "preview";
  /** The share of the width that the editor takes, in percent. */
  readonly split: number;
  readonly wrap: boolean;
  readonly showSecrets: boolean;
  /** Whether the user put away the line that explains the page. */
  readonly isIntroduced: boolean;
  readonly theme: Theme;
  readonly language: Language;
}

/** The state of somebody who comes for the first time. */
export function firstState(start: Named, language: Language): State {
  return {
    values: start.text,
    source: { kind: "stack" },
    release: { name: "gitlab-runner", namespace: "default", kubeVersion: "" },
    start,
    saved: null,
    pasted: null,
    compare: "none",
    view: "config",
    manifest: "",
    kitFile: "",
    job: { runner: "", image: "", variables: "", services: "" },
    mode: "text",
    pane: "editor",
    split: 46,
    wrap: false,
    showSecrets: false,
    isIntroduced: false,
    theme: "system",
    language,
  };
}
