/** What the engine says, in another language. */
export interface FindingWords {
  /** Each rule's finding in general: what is wrong, and what to do. */
  readonly rules: Readonly<Record<string, { readonly title: string; readonly advice: string }>>;
  /** Sentences of findings, of what to do about them, and of refusals: the engine's, and what to say. */
  readonly sentences: readonly Pair[];
  /** Parts of sentences: what stands at a place whose name ends in `*`, or in `;` for several behind each other. */
  readonly parts: readonly Pair[];
}

/** A text with places as `{name}`, or `{name#}` for a number, and the same in the other language. */
export type Pair = readonly [english: string, other: string];

/** A finding in words. */
export interface Worded {
  readonly message: string;
  readonly help: string | undefined;
  /** The engine's own words, when `message` says less than they do. */
  readonly original: string | undefined;
}

interface Finding {
  readonly code: string;
  readonly message: string;
  readonly help?: string | undefined;
}

export type Translate = (finding: Finding) => Worded;

/** A translator by the words of a language: by sentence where it knows the sentence, by rule for all others. */
export function translator({ rules, sentences, parts }: FindingWords): {
  readonly finding: Translate;
  /** A single sentence; as it is when it is not known. */
  readonly sentence: (text: string) => string;
} {
  // What stands at a place is shorter than the text, so this ends.
  const part: (text: string) => string | undefined = matcher(parts, (text) => part(text) ?? text);
  const known = matcher(sentences, (text) => part(text) ?? text);
  return {
    sentence: (text) => known(text) ?? text,
    finding({ code, message, help }) {
      const rule = rules[code];
      const said = known(message);
      const advised = help === undefined ? undefined : known(help);
      if (rule === undefined) return { message: said ?? message, help: advised ?? help, original: undefined };
      if (said === undefined) {
        return { message: rule.title, help: advised ?? rule.advice, original: join(message, help) };
      }
      const isWhole = help === undefined || advised !== undefined;
      return { message: said, help: isWhole ? advised : rule.advice, original: isWhole ? undefined : help };
    },
  };
}

function join(message: string, help: string | undefined): string {
  return help === undefined ? message : `${message}\n${help}`;
}

function matcher(pairs: readonly Pair[], inner: (text: string) => string): (text: string) => string | undefined {
  const compiled = pairs.map(([english, other]) => ({ ...compile(english), other }));
  return (text) => {
    for (const { pattern, names, other } of compiled) {
      const found = pattern.exec(text);
      if (found === null) continue;
      const values = new Map(names.map((name, index) => [name, found[index + 1] ?? ""]));
      return other.replace(PLACE, (place: string, at: number) => {
        const name = place.slice(1, -1);
        const value = worded(name, values.get(name) ?? "", inner);
        return spaced(other.slice(0, at), value, other.slice(at + place.length));
      });
    }
    return undefined;
  };
}

const PLACE = /\{\w+[*;#]?\}/g;

function worded(name: string, value: string, inner: (text: string) => string): string {
  if (name.endsWith("*")) return inner(value);
  return name.endsWith(";") ? value.split("; ").map(inner).join("；") : value;
}

/** Between Chinese and what is not, there is a space. */
function spaced(before: string, value: string, after: string): string {
  const start = /[\u4e00-\u9fff]$/.test(before) && /^[\w`"'[(/.-]/.test(value) ? " " : "";
  const end = /^[\u4e00-\u9fff]/.test(after) && /[\w`"'\])/.]$/.test(value) ? " " : "";
  return start + value + end;
}

function compile(english: string): { pattern: RegExp; names: string[] } {
  const names: string[] = [];
  const source = english
    .split(/(\{\w+[*;#]?\})/)
    .map((piece, index) => {
      if (index % 2 === 0) return piece.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
      const name = piece.slice(1, -1);
      names.push(name);
      return name.endsWith("#") ? "(-?[\\d.]+)" : "([^]*?)";
    })
    .join("");
  return { pattern: new RegExp(`^${source}$`), names };
}
