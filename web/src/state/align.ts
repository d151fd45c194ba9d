import { diffLines } from "../previews/diff.ts";

/**
 * For each line of `config.toml`, the line of the whole output that holds it, both from 1; `null` for lines that are
 * only in the final file, such as the tokens that the pod puts in.
 */
export function alignConfig(config: string, output: string): (number | null)[] {
  const all = output.split("\n");
  const trimmed = config.split("\n").map((line) => line.trim());
  const aligned: (number | null)[] = trimmed.map(() => null);
  for (const { start, end } of configBlocks(all)) {
    const block = all.slice(start, end).map((line) => line.trim());
    let a = 0;
    let b = 0;
    for (const hunk of [...diffLines(trimmed, block), { fromA: trimmed.length, toA: 0, fromB: block.length, toB: 0 }]) {
      for (; a < hunk.fromA && b < hunk.fromB; a += 1, b += 1) {
        if (trimmed[a] !== "") aligned[a] ??= start + b + 1;
      }
      a = hunk.toA;
      b = hunk.toB;
    }
  }
  return aligned;
}

/** For each line of one text the line of the other that is the same or stands in its place, from 1. */
export function alignLines(a: string, b: string): (number | null)[] {
  const [from, to] = [a.split("\n"), b.split("\n")];
  const aligned: (number | null)[] = from.map(() => null);
  let x = 0;
  let y = 0;
  for (const hunk of [...diffLines(from, to), { fromA: from.length, toA: 0, fromB: to.length, toB: 0 }]) {
    for (; x < hunk.fromA; x += 1, y += 1) aligned[x] = y + 1;
    if (hunk.toA - hunk.fromA === hunk.toB - hunk.fromB) {
      for (; x < hunk.toA; x += 1, y += 1) aligned[x] = y + 1;
    }
    x = hunk.toA;
    y = hunk.toB;
  }
  return aligned;
}

/** Where a ConfigMap holds TOML as a text. */
function configBlocks(lines: readonly string[]): { start: number; end: number }[] {
  return lines.flatMap((line, index) => {
    const key = /^( *)[\w.-]*\.toml: \|[-+]?$/.exec(line);
    if (key === null) return [];
    const indent = key[1]?.length ?? 0;
    let end = index + 1;
    while (end < lines.length && isInside(lines[end] ?? "", indent)) end += 1;
    return [{ start: index + 1, end }];
  });
}

function isInside(line: string, indent: number): boolean {
  return line.trim() === "" || line.length - line.trimStart().length > indent;
}
