/** Enough for what one view compares: now, before the last edit, the edit before, and what it is compared with. */
const MOST = 4;

const known = new Map<string, readonly string[]>();

/** The lines of a text; those of the texts asked for last are kept. */
export function linesOf(text: string): readonly string[] {
  const lines = known.get(text) ?? text.split("\n");
  known.delete(text);
  known.set(text, lines);
  const [oldest] = known.keys();
  if (known.size > MOST && oldest !== undefined) known.delete(oldest);
  return lines;
}
