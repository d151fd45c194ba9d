import { parseDocument } from "yaml";

/**
 * The same values, laid out evenly: two blanks a level, one empty line at most between two keys.
 * `null` for a text that cannot be read, or that would mean something else.
 */
export function formatYaml(text: string): string | null {
  try {
    return formatted(text);
  } catch {
    // It nests deeper than JavaScript can follow.
    return null;
  }
}

function formatted(text: string): string | null {
  const document = parseDocument(text, { version: "1.1" });
  if (document.errors.length > 0) return null;
  if (document.contents === null) return text;
  const even = document.toString({ lineWidth: 0, indent: 2, indentSeq: true, flowCollectionPadding: true });
  const again = parseDocument(even, { version: "1.1" });
  if (again.errors.length > 0 || !isSame(document.toJS(), again.toJS())) return null;
  return even;
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
