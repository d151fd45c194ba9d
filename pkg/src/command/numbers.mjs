// Whether Go reads a text as a number or a duration; if not, why, in its words.

/** `strconv.ParseInt`, the prefix being the base. */
export function badInteger(text) {
  const no = (reason) => `strconv.ParseInt: parsing ${JSON.stringify(text)}: ${reason}`;
  const digits = text.replace(/^[-+]/, "");
  const [, prefix, rest] = /^(0[xXbBoO](?=.)|0(?=.))?(.*)$/s.exec(digits);
  const sets = { x: /^[0-9a-f]+$/i, b: /^[01]+$/, o: /^[0-7]+$/, 0: /^[0-7]+$/, none: /^[0-9]+$/ };
  const kind = prefix === undefined ? "none" : prefix.slice(-1).toLowerCase();
  const hasGaps = /__|_$/.test(rest) || (rest.startsWith("_") && kind === "none");
  const plain = rest.replaceAll("_", "");
  if (hasGaps || !sets[kind].test(plain)) return no("invalid syntax");
  const size = BigInt(`${{ x: "0x", b: "0b", o: "0o", 0: "0o", none: "" }[kind]}${plain}`);
  const most = text.startsWith("-") ? 1n << 63n : (1n << 63n) - 1n;
  return size > most ? no("value out of range") : undefined;
}

/** `strconv.ParseFloat` for 32 bits. */
export function badFloat(text) {
  const no = (reason) => `strconv.ParseFloat: parsing ${JSON.stringify(text)}: ${reason}`;
  const number = text.replace(/^[-+]/, "").toLowerCase();
  if (["inf", "infinity", "nan"].includes(number)) return undefined;
  const isHex = number.startsWith("0x");
  // Underscores stand between digits, or behind the prefix.
  const gaps = isHex ? /(^|[^\da-f])_|_($|[^\da-f])|__/ : /(^|\D)_|_($|\D)/;
  if (gaps.test(isHex ? number.slice(2).replace(/^_(?!_)/, "") : number)) return no("invalid syntax");
  const plain = number.replaceAll("_", "");
  const hex = /^0x([\da-f]*)\.?([\da-f]*)p([-+]?\d+)$/.exec(plain);
  const decimal = /^(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/.test(plain);
  if (!decimal && (hex === null || hex[1] + hex[2] === "")) return no("invalid syntax");
  const size = decimal ? Number(plain) : Number.parseInt(hex[1] + hex[2], 16) * 2 ** (Number(hex[3]) - 4 * hex[2].length);
  return Math.fround(size) === Infinity ? no("value out of range") : undefined;
}

/** `time.ParseDuration`. */
export function badDuration(text) {
  let rest = text.replace(/^[-+]/, "");
  if (rest === "0") return undefined;
  if (rest === "") return `time: invalid duration ${JSON.stringify(text)}`;
  while (rest !== "") {
    const [all, number, unit] = /^((?:\d+\.?\d*|\.\d+)?)([^\d.]*)/.exec(rest);
    if (number === "") return `time: invalid duration ${JSON.stringify(text)}`;
    if (unit === "") return `time: missing unit in duration ${JSON.stringify(text)}`;
    if (!/^(ns|us|µs|μs|ms|s|m|h)$/.test(unit)) {
      return `time: unknown unit ${JSON.stringify(unit)} in duration ${JSON.stringify(text)}`;
    }
    rest = rest.slice(all.length);
  }
  return undefined;
}
