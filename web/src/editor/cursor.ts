// What may be written at the cursor of a YAML text. The text is half written there, so that lines and their
// indentation say more than a parser could.

/** What is being written. */
export interface Cursor {
  readonly kind: "key" | "value";
  /** The map that the key is for, or the key that the value is for; `[]` stands for any item. */
  readonly path: string;
  /** Where the word being written starts. */
  readonly from: number;
  /** The column of the key. */
  readonly column: number;
  /** Keys that are there already. */
  readonly taken: ReadonlySet<string>;
  /** Inside `{ }`: everything stands in one line. */
  readonly isFlow: boolean;
}

interface Line {
  /** The columns of the dashes before the key. */
  readonly dashes: readonly number[];
  readonly column: number;
  /** `null` on a line without a key. */
  readonly key: string | null;
  /** What stands behind the colon. */
  readonly rest: string;
}

const KEY = /^("(?:[^"\\]|\\.)*"|'[^']*'|[^\s#:{}[\],&*!|>'"%@`-][^\s#:]*)[ ]*:(?:[ ]+(.*)|)$/;

/** `null` for lines without values. */
function lineOf(text: string): Line | null {
  const [, indent = "", dashes = "", content = ""] = /^( *)((?:-(?: +|$))*)(.*)$/.exec(text) ?? [];
  if (content === "" && dashes === "") return null;
  if (content.startsWith("#")) return null;
  const columns = [...dashes.matchAll(/-/g)].map(({ index }) => indent.length + index);
  const column = indent.length + dashes.length;
  const [, key, rest = ""] = KEY.exec(content) ?? [];
  return { dashes: columns, column, key: key === undefined ? null : unquoted(key), rest: withoutComment(rest) };
}

function unquoted(key: string): string {
  return /^["']/.test(key) ? key.slice(1, -1) : key;
}

function withoutComment(rest: string): string {
  return rest.replace(/(^|\s)#.*$/, "").trim();
}

/** What may be written at the offset; `null` where nothing is known, as in comments and texts. */
export function cursorAt(text: string, offset: number): Cursor | null {
  const lines = text.split("\n");
  const number = text.slice(0, offset).split("\n").length - 1;
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const before = text.slice(start, offset);
  if (/(^|\s)#/.test(before)) return null;
  return flowCursor(lines, number, before, start) ?? blockCursor(lines, number, before, start);
}

function blockCursor(lines: readonly string[], number: number, before: string, start: number): Cursor | null {
  const [, indent = "", dashes = "", content = ""] = /^( *)((?:- +)*)(.*)$/.exec(before) ?? [];
  const column = indent.length + dashes.length;
  const columns = [...dashes.matchAll(/-/g)].map(({ index }) => indent.length + index);
  const parents = parentsOf(lines, number, columns, column);
  if (parents === null) return null;
  const [, key, gap = "", value = ""] = /^([\w./-]+)[ ]*:([ ]+)([^\s]*)$/.exec(content) ?? [];
  const base = { column, taken: takenKeys(lines, number, column), isFlow: false };
  if (key !== undefined && gap !== "") {
    return { ...base, kind: "value", path: join(parents, key), from: start + before.length - value.length };
  }
  if (!/^[\w./-]*$/.test(content)) return null;
  return { ...base, kind: "key", path: parents, from: start + column };
}

/** Inside braces that were opened on the same line. */
function flowCursor(lines: readonly string[], number: number, before: string, start: number): Cursor | null {
  const open = before.lastIndexOf("{");
  if (open < 0 || before.includes("}", open)) return null;
  const owner = lineOf(before.slice(0, open).trimEnd());
  if (owner?.rest !== "" || owner.key === null) return null;
  const parents = parentsOf(lines, number, owner.dashes, owner.column);
  if (parents === null) return null;
  const path = join(parents, owner.key);
  const inside = before.slice(open + 1).split(",");
  const taken = new Set(inside.slice(0, -1).map((part) => part.split(":")[0]?.trim() ?? ""));
  const [, key, value = ""] = /^\s*([\w./-]+)\s*:\s+(\S*)$/.exec(inside.at(-1) ?? "") ?? [];
  const base = { column: owner.column, taken, isFlow: true };
  if (key !== undefined)
    return { ...base, kind: "value", path: join(path, key), from: start + before.length - value.length };
  const word = /^\s*([\w./-]*)$/.exec(inside.at(-1) ?? "")?.[1];
  return word === undefined ? null : { ...base, kind: "key", path, from: start + before.length - word.length };
}

/** The path of the map that a column of a line belongs to; `null` inside of a text. */
function parentsOf(lines: readonly string[], number: number, dashes: readonly number[], column: number): string | null {
  const path: string[] = [];
  const scope = { limit: column, isInList: false };
  const enter = (columns: readonly number[]) => {
    // Each dash is a list of its own; the outermost one belongs to a key above.
    for (const dash of [...columns].reverse()) {
      if (dash >= scope.limit) continue;
      path.unshift("[]");
      scope.limit = dash;
      scope.isInList = true;
    }
  };
  enter(dashes);
  for (let index = number - 1; index >= 0; index -= 1) {
    const line = lineOf(lines[index] ?? "");
    if (line === null) continue;
    const isOwner =
      line.key !== null &&
      (line.column < scope.limit || (scope.isInList && line.column === scope.limit && line.dashes.length === 0));
    if (isOwner) {
      if (line.rest !== "" && !/^[&!]\S*$/.test(line.rest)) return null;
      path.unshift(line.key);
      scope.limit = line.column;
      scope.isInList = false;
      enter(line.dashes);
    } else if (!scope.isInList && line.dashes.some((dash) => dash < scope.limit)) {
      enter(line.dashes);
    }
    if (scope.limit === 0 && !scope.isInList) break;
  }
  return path.reduce(join, "");
}

function join(path: string, step: string): string {
  return step === "[]" ? `${path}[]` : path === "" ? step : `${path}.${step}`;
}

/** The keys of the map that the line is in. */
function takenKeys(lines: readonly string[], number: number, column: number): ReadonlySet<string> {
  const keys = new Set<string>();
  const look = (index: number): "on" | "stop" => {
    const line = lineOf(lines[index] ?? "");
    if (line === null) return "on";
    if (line.column < column) return "stop";
    if (line.column === column && line.key !== null) keys.add(line.key);
    return "on";
  };
  const begins = (index: number) => (lineOf(lines[index] ?? "")?.dashes ?? []).some((dash) => dash < column);
  if (!begins(number)) {
    for (let index = number - 1; index >= 0 && look(index) === "on" && !begins(index); index -= 1);
  }
  for (let index = number + 1; index < lines.length && !begins(index) && look(index) === "on"; index += 1);
  return keys;
}
