import { diffLines } from "./diff.ts";

export interface Edit {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

/** The edits that make one text the other, line by line, so that what one looks at stays in place. */
export function editsBetween(a: readonly string[], b: readonly string[]): Edit[] {
  const starts = [0];
  for (const line of a) starts.push((starts.at(-1) ?? 0) + line.length + 1);
  const length = Math.max(0, (starts.at(-1) ?? 0) - 1);
  const start = (line: number) => starts[line] ?? length;
  return diffLines(a, b).map(({ fromA, toA, fromB, toB }) => {
    const lines = b.slice(fromB, toB).join("\n");
    if (toA < a.length) return { from: start(fromA), to: start(toA), insert: toB > fromB ? `${lines}\n` : "" };
    // At the end the break before the first line goes or comes, as there is none behind the last.
    if (toB === fromB) return { from: Math.max(0, start(fromA) - 1), to: length, insert: "" };
    if (fromA === a.length) return { from: length, to: length, insert: `\n${lines}` };
    return { from: start(fromA), to: length, insert: lines };
  });
}
