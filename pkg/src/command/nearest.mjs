// The name that was probably meant.

/** The known name that is nearest to a word, when one is near at all. */
export function nearest(word, known) {
  const asked = plain(word);
  const limit = asked.length < 2 ? 0 : asked.length < 5 ? 1 : asked.length < 10 ? 2 : 3;
  const near = known.map((name) => ({ name, far: distance(asked, plain(name)) })).filter(({ far }) => far <= limit);
  near.sort((one, other) => one.far - other.far || (one.name < other.name ? -1 : 1));
  return near[0]?.name;
}

/** The name without case and separators. */
function plain(name) {
  return [...name.replace(/[_.-]/g, "").toLowerCase()].slice(0, 64);
}

/** Insertions, deletions, replacements and swaps of neighbours between the two. */
function distance(one, other) {
  const rows = [];
  for (let row = 0; row <= one.length; row += 1) {
    rows.push([row]);
    for (let column = 1; column <= other.length; column += 1) {
      if (row === 0) {
        rows[0].push(column);
        continue;
      }
      const replaced = rows[row - 1][column - 1] + (one[row - 1] === other[column - 1] ? 0 : 1);
      let best = Math.min(replaced, rows[row - 1][column] + 1, rows[row][column - 1] + 1);
      const isSwap = row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      if (isSwap) best = Math.min(best, rows[row - 2][column - 2] + 1);
      rows[row].push(best);
    }
  }
  return rows[one.length][other.length];
}
