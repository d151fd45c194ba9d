import { parseDocument } from "yaml";

/** The nodes of a YAML text, mistakes in it and all; `null` for one that nests deeper than JavaScript can follow. */
export function readYaml(text: string): unknown {
  try {
    return parseDocument(text, { strict: false, uniqueKeys: false, logLevel: "silent", merge: false, version: "1.1" })
      .contents;
  } catch {
    return null;
  }
}
