// Findings with their source lines, as the native command draws them; a test holds both against each other.

const TERMINAL_WIDTH = 140;
const TAB = "    ";

/** Styles of a terminal, by what they are for. */
const STYLES = { error: "91", warning: "33", note: "92", help: "96", frame: "94", title: "" };

/**
 * Draws messages, snippets and advice below each other, as lines. `isStyled` is for a terminal.
 *
 * The title has `level`, `code` and `text`. A snippet has `path`, `source`, and `start` and `end` in its one line, which
 * may be `isAlone` in what the native command draws; the first one is what it is about, and the others have a `label`.
 * `page` leads to the page of the rule.
 */
export function draw({ title, snippets = [], help = [], page }, isStyled) {
  const canvas = new Canvas(title?.level ?? "error", isStyled);
  const places = snippets.map((snippet) => ({ ...snippet, ...placeOf(snippet) }));
  const width = places.length === 0 ? 0 : String(Math.max(...places.map(({ number }) => number))).length;
  if (title !== undefined) {
    const label = `${title.level}${title.code === undefined ? "" : `[${title.code}]`}`;
    normalized(title.text).split("\n").forEach((text, index) => {
      const row = canvas.add();
      if (index === 0) canvas.append(row, label, title.level), canvas.append(row, `: ${text}`, "title");
      else canvas.append(row, " ".repeat(label.length + 2), undefined), canvas.append(row, text, "title");
    });
    if (places.length === 0 && help.length > 0) canvas.put(canvas.add(), width + 1, "|", "frame");
  }
  places.forEach((place, index) => snippet(canvas, place, width, index));
  const notes = help.map((text) => ["help", text]);
  if (page !== undefined) notes.push(["page", page]);
  if (places.length > 0 && notes.length > 0) canvas.put(canvas.add(), width + 1, "|", "frame");
  for (const [name, text] of notes) {
    text.split("\n").forEach((text, index) => {
      const row = canvas.add();
      if (index > 0) return canvas.append(row, " ".repeat(width + 3 + `${name}: `.length) + text, undefined);
      canvas.append(row, " ".repeat(width), undefined);
      canvas.put(row, width + 1, "= ", "frame");
      canvas.append(row, name, "title");
      canvas.append(row, `: ${text}`, undefined);
    });
  }
  return canvas.toString();
}

function snippet(canvas, { path, line, column, text, left, right, label }, width, index) {
  const bar = () => canvas.put(canvas.add(), width + 1, "|", "frame");
  if (index > 0) bar();
  const origin = canvas.add();
  canvas.append(origin, " ".repeat(width), undefined);
  canvas.append(origin, index === 0 ? "--> " : "::: ", "frame");
  canvas.append(origin, `${path}:${line}:${column}`, undefined);
  bar();
  const code = width + 3;
  const margin = marginOf(text, left, right, label, TERMINAL_WIDTH - code);
  const row = canvas.add();
  const cut = source(canvas, row, code, normalized(text), margin);
  canvas.put(row, 0, String(line).padStart(width), "frame");
  canvas.put(row, width + 1, "|", "frame");
  const under = canvas.add();
  canvas.put(under, width + 1, "|", "frame");
  const style = index === 0 ? canvas.level : "frame";
  if (label !== undefined) canvas.put(under, code + Math.max(0, right + (right === 0 ? 2 : 1) - cut), label, style);
  for (let at = left; at < right; at += 1) canvas.put(under, Math.max(0, code + at - cut), index === 0 ? "^" : "-", style);
  // Of what is marked and fills lines, the two ends are enough.
  if (right - left <= 2 * margin.width) return;
  const pad = Math.floor(margin.width / 3);
  for (const line of [row, under]) canvas.replace(line, code + Math.max(0, left + pad - cut), code + Math.max(0, right - pad - cut), "...");
}

/** Writes the part of a line that fits; how much is cut away on its left. */
function source(canvas, row, code, text, { from, to, width }) {
  const length = widthOf(text);
  let left = Math.min(from, length);
  const right = Math.max(0, length - from) <= width ? length : Math.min(length, to);
  const all = [...text];
  let skipped = 0;
  while (all.length > 0 && skipped < left) skipped += widthOfChar(all.shift());
  let taken = 0;
  const beyond = all.findIndex((char) => (taken += widthOfChar(char)) > right - left);
  const shown = beyond < 0 ? all : all.slice(0, beyond);
  left = Math.max(left, skipped);
  let at = code;
  let rest = shown;
  if (from > 0) {
    const count = counted(shown);
    canvas.put(row, code, "...", "frame");
    at += widthOf(shown.slice(0, count).join(""));
    rest = shown.slice(count);
  }
  canvas.put(row, at, rest.join(""), undefined);
  if (length > right) canvas.put(row, at + rest.length - counted(shown.toReversed()), "...", "frame");
  return left;
}

/** How many characters make room for three dots. */
function counted(chars) {
  let width = 0;
  const index = chars.findIndex((char) => (width += widthOfChar(char)) >= 3);
  return index < 0 ? chars.length : index + 1;
}

/** Which part of a long line is shown, so that what is marked is in it. */
function marginOf(text, spanLeft, spanRight, label, width) {
  const blank = text.trim() === "" ? 0 : widthOf(/^\s*/u.exec(text)[0]);
  const longest = widthOf(text);
  const whitespace = Math.max(0, Math.min(blank, spanLeft) - 6);
  const left = Math.max(0, spanLeft - 6);
  const right = spanRight + 6;
  const labelRight = spanRight + (label === undefined ? 0 : widthOf(label) + 1) + 6;
  let from = whitespace > 20 ? whitespace - 16 : 0;
  let to = Math.max(longest, from);
  if (to - from > width) {
    const window = (start) => [from, to] = [start, start + width];
    if (Math.max(0, labelRight - whitespace) <= width && labelRight >= whitespace) window(whitespace);
    else if (labelRight - left <= width) window(Math.max(0, left - Math.floor((width - (labelRight - left)) / 2)));
    else if (right - left <= width) window(Math.max(0, left - Math.floor((width - (right - left)) / 5) * 2));
    else [from, to] = [left, right];
  }
  return { from, to, width };
}

/** The line of the source that holds a span, and the span's columns in it. */
function placeOf({ source, start, end, isAlone }) {
  let begin = source.lastIndexOf("\n", start - 1) + 1;
  // What stands behind the last line end belongs to the line before it.
  if (begin === source.length && begin > 0) begin = source.lastIndexOf("\n", begin - 2) + 1;
  const stop = source.indexOf("\n", begin);
  const whole = source.slice(begin, stop < 0 ? source.length : stop);
  const text = whole.endsWith("\r") && stop >= 0 ? whole.slice(0, -1) : whole;
  const before = text.slice(0, start - begin);
  const left = widthOf(before);
  const right = Math.max(left + 1, widthOf(text.slice(0, Math.max(end, start) - begin)));
  const isBehind = start - begin > text.length ? 1 : 0;
  const line = source.slice(0, begin).split("\n").length;
  // What makes room for numbers: a mark at the very start of a line leaves it to the line before.
  const number = isAlone ? line : Math.max(1, source.slice(0, end).replace(/\n$/, "").split("\n").length);
  return { line, number, column: [...before].length + 1 + isBehind, text, left, right };
}

/** Characters, each with what it is for. */
class Canvas {
  #rows = [];

  constructor(level, isStyled) {
    this.level = level;
    this.isStyled = isStyled;
  }

  add() {
    this.#rows.push([]);
    return this.#rows.length - 1;
  }

  append(row, text, style) {
    this.put(row, this.#rows[row].length, text, style);
  }

  put(row, column, text, style) {
    const cells = this.#rows[row];
    [...text].forEach((char, index) => {
      while (cells.length < column + index) cells.push([" ", undefined]);
      cells[column + index] = [char, style];
    });
  }

  /** Puts a text in place of cells that are all there. */
  replace(row, from, to, text) {
    const cells = this.#rows[row];
    if (from === to || from > cells.length || to > cells.length) return;
    cells.splice(from, to - from, ...[...text].map((char) => [char, "frame"]));
  }

  toString() {
    return this.#rows.map((cells) => (this.isStyled ? styled(cells) : cells.map(([char]) => char).join(""))).join("\n");
  }
}

function styled(cells) {
  let text = "";
  let current;
  for (const [char, style] of cells) {
    if (style !== current) {
      if (current !== undefined) text += "\x1b[0m";
      if (style !== undefined) text += `\x1b[1m${STYLES[style] === "" ? "" : `\x1b[${STYLES[style]}m`}`;
      current = style;
    }
    text += char;
  }
  return current === undefined ? text : `${text}\x1b[0m`;
}

/** Control characters as their pictures, and marks that change the direction of writing as unknown. */
function normalized(text) {
  return text.replace(/[\0-\x08\t\x0b-\x1f\x7f\u200d\u202a-\u202e\u2066-\u2069]/g, (char) => {
    if (char === "\t") return TAB;
    if (char === "\u200d") return "";
    if (char === "\x7f") return "\u2421";
    return char < " " ? String.fromCharCode(0x2400 + char.charCodeAt(0)) : "\ufffd";
  });
}

function widthOf(text) {
  let width = 0;
  for (const char of text) width += widthOfChar(char);
  return width;
}

/** What a terminal draws in two cells: East Asian letters and pictures. */
const WIDE =
  /[\u1100-\u115f\u231a\u231b\u2329\u232a\u23e9-\u23ec\u23f0\u23f3\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{17000}-\u{18cff}\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;

function widthOfChar(char) {
  if (char === "\t") return TAB.length;
  if (char >= " " && char <= "~") return 1;
  if (/[\0-\x1f\x7f\u202a-\u202e\u2066-\u2069]/.test(char)) return 1;
  if (/[\p{Mn}\p{Me}\p{Cf}]/u.test(char) && char !== "\xad") return 0;
  return WIDE.test(char) ? 2 : 1;
}
