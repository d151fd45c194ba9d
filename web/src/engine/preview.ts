import type { RenderedChart, RenderedStack } from "runner-stack";

import type { ManifestPlace, Preview } from "./protocol.ts";

/** A result as it crosses over: manifests are parts of the whole text, which is there once. */
export function previewOf(rendered: RenderedStack | RenderedChart): Preview {
  const { text, notes, warnings } = rendered;
  let at = 0;
  const manifests = rendered.manifests.map(({ kind, name, text: part }): ManifestPlace => {
    const start = text.indexOf(part, at);
    if (start < 0) return { kind, name, text: part };
    at = start + part.length;
    return { kind, name, text: [start, at] };
  });
  const config = "config" in rendered ? rendered.config : null;
  return {
    text,
    manifests,
    notes,
    config: config?.text ?? null,
    runners: config?.runners.map(({ name }) => name) ?? [],
    warnings,
  };
}

/** The manifests with their texts. */
export function manifestsOf({ text, manifests }: Pick<Preview, "text" | "manifests">): {
  readonly kind: string;
  readonly name: string;
  readonly text: string;
}[] {
  return manifests.map(({ kind, name, text: part }) => ({
    kind,
    name,
    text: typeof part === "string" ? part : text.slice(...part),
  }));
}
