import { yamlLanguage } from "@codemirror/lang-yaml";
import { Language } from "@codemirror/language";
import { type Input, NodeType, Parser, type PartialParse, Tree, type TreeFragment } from "@lezer/common";

/** Deeper than any file that means something, and well below what the editor's parser can follow. */
const DEEPEST = 200;

/** Whether brackets nest so deeply that the parser of the editor would run out of stack. */
export function isTooDeep(text: string): boolean {
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 0x5b || code === 0x7b) depth += 1;
    else if ((code === 0x5d || code === 0x7d) && depth > 0) depth -= 1;
    if (depth > DEEPEST) return true;
  }
  return false;
}

/** Nothing but the text: no colours and no folds. */
class FlatParse implements PartialParse {
  parsedPos = 0;
  stoppedAt: number | null = null;
  readonly #length: number;

  constructor(length: number) {
    this.#length = length;
  }

  advance(): Tree {
    this.parsedPos = this.stoppedAt ?? this.#length;
    return new Tree(NodeType.none, [], [], this.parsedPos);
  }

  stopAt(position: number): void {
    this.stoppedAt = position;
  }
}

/**
 * YAML for as long as the text can be parsed.
 *
 * It is the parser that looks, since an editor parses at moments of its own: where its language changes together with
 * its text, it first parses the old text in the new language.
 */
class BoundedParser extends Parser {
  override createParse(
    input: Input,
    fragments: readonly TreeFragment[],
    ranges: readonly { from: number; to: number }[],
  ): PartialParse {
    return isTooDeep(input.read(0, input.length))
      ? new FlatParse(input.length)
      : yamlLanguage.parser.startParse(input, fragments, ranges);
  }
}

/** Colours and folds of YAML, for texts that do not nest too deeply. */
export const boundedYaml = new Language(yamlLanguage.data, new BoundedParser(), [], "yaml");
