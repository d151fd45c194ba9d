import { diffLines } from "../previews/diff.ts";

/** The lines of a text, from 1, that another version of it does not have as they are. */
export function changedLines(base: readonly string[], other: readonly string[]): number[] {
  const lines = new Set<number>();
  for (const { fromA, toA } of diffLines(base, other)) {
    for (let line = fromA + 1; line <= toA; line += 1) lines.add(line);
    // Where lines come in, the one before them leads there.
    if (toA === fromA && fromA > 0) lines.add(fromA);
  }
  return [...lines];
}
