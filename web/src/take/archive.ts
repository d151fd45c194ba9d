// The files of a render, as the command writes them, and the archive of all of them.

import type { Manifest } from "runner-stack";
import type { Zippable } from "fflate";

/** A file that leaves the page. */
export interface TakenFile {
  readonly path: string;
  readonly content: string | Uint8Array;
  readonly executable?: boolean;
}

/** The files that `--output-dir` makes: one for each template, all its documents in it, hooks behind the rest. */
export function manifestFiles(manifests: readonly Manifest[]): TakenFile[] {
  const contents = new Map<string, string>();
  const resources = manifests.filter(({ hook }) => hook === undefined);
  const hooks = manifests.filter(({ hook }) => hook !== undefined);
  for (const { source, text } of [...resources, ...hooks]) {
    contents.set(source, `${contents.get(source) ?? ""}---\n# Source: ${source}\n${text}\n`);
  }
  return [...contents].map(([path, content]) => ({ path, content }));
}

/** What packs archives, which makes tables of its own before anything else: not while the page starts. */
export const loadPacker = (): Promise<typeof import("./packer.ts")> => import("./packer.ts");

/** The files as a `.zip`. */
export async function zip(files: readonly TakenFile[], now: Date): Promise<Uint8Array> {
  const { zipSync } = await loadPacker();
  const encoder = new TextEncoder();
  const entries: Zippable = {};
  for (const { path, content, executable } of files) {
    const bytes = typeof content === "string" ? encoder.encode(content) : content;
    // The mode of Unix stands in the upper half.
    const attrs = (executable === true ? 0o100755 : 0o100644) << 16;
    entries[safePath(path)] = [bytes, { mtime: now, os: 3, attrs }];
  }
  return zipSync(entries, { level: 9 });
}

/** A path that stays inside the folder in which an archive is unpacked, whatever a chart calls itself. */
export function safePath(path: string): string {
  const parts = path.split(/[/\\]/).filter((part) => part !== "" && part !== "." && part !== "..");
  return parts.map((part) => part.replace(/[\p{Cc}:*?"<>|]/gu, "_")).join("/") || "_";
}

/** A name for a single file. */
export function fileName(name: string): string {
  return safePath(name.replace(/[/\\]/g, "-"));
}
