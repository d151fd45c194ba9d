/** A run of lines that differ: `from` inclusive, `to` exclusive, counted from 0. */
export interface Hunk {
  readonly fromA: number;
  readonly toA: number;
  readonly fromB: number;
  readonly toB: number;
}

/** Beyond this many differing lines the rest counts as one change. */
const MOST_EDITS = 800;

/** The shortest way from one list of lines to the other (Myers). */
export function diffLines(a: readonly string[], b: readonly string[]): Hunk[] {
  let start = 0;
  const shorter = Math.min(a.length, b.length);
  while (start < shorter && a[start] === b[start]) start += 1;
  let endA = a.length;
  let endB = b.length;
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA -= 1;
    endB -= 1;
  }
  if (start === endA && start === endB) return [];
  if (start === endA || start === endB) return [{ fromA: start, toA: endA, fromB: start, toB: endB }];
  return hunks(matches(a.slice(start, endA), b.slice(start, endB)), endA - start, endB - start, start);
}

/** Pairs of equal lines in order, as a shortest edit script keeps them. */
function matches(a: readonly string[], b: readonly string[]): [number, number][] {
  const trails: Int32Array[] = [];
  const most = Math.min(a.length + b.length, MOST_EDITS);
  const offset = most + 1;
  let furthest = new Int32Array(2 * most + 3);
  for (let edits = 0; edits <= most; edits += 1) {
    trails.push(furthest.slice());
    for (let k = -edits; k <= edits; k += 2) {
      const right = furthest[offset + k - 1] ?? 0;
      const down = furthest[offset + k + 1] ?? 0;
      let x = k === -edits || (k !== edits && right < down) ? down : right + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x += 1;
      furthest[offset + k] = x;
      if (x >= a.length && x - k >= b.length) return walkBack(trails, a.length, b.length, offset);
    }
    if (edits === most) break;
    furthest = furthest.slice();
  }
  return [];
}

function walkBack(trails: readonly Int32Array[], lengthA: number, lengthB: number, offset: number): [number, number][] {
  const pairs: [number, number][] = [];
  let x = lengthA;
  let y = lengthB;
  for (let edits = trails.length - 1; edits >= 0; edits -= 1) {
    const furthest = trails[edits];
    if (furthest === undefined) break;
    const k = x - y;
    const right = furthest[offset + k - 1] ?? 0;
    const down = furthest[offset + k + 1] ?? 0;
    const before = k === -edits || (k !== edits && right < down) ? k + 1 : k - 1;
    const beforeX = edits === 0 ? 0 : (furthest[offset + before] ?? 0);
    const beforeY = edits === 0 ? 0 : beforeX - before;
    while (x > beforeX && y > beforeY) {
      x -= 1;
      y -= 1;
      pairs.push([x, y]);
    }
    x = beforeX;
    y = beforeY;
  }
  return pairs.reverse();
}

function hunks(pairs: readonly [number, number][], lengthA: number, lengthB: number, start: number): Hunk[] {
  const found: Hunk[] = [];
  let atA = 0;
  let atB = 0;
  for (const [x, y] of [...pairs, [lengthA, lengthB] as const]) {
    if (x > atA || y > atB) {
      found.push({ fromA: start + atA, toA: start + x, fromB: start + atB, toB: start + y });
    }
    atA = x + 1;
    atB = y + 1;
  }
  return found;
}
