import type { Output, ShownManifest } from "../state/results.ts";

/** A manifest with what it is called here and where it stands in the whole output. */
export interface Listed {
  /** `Kind/name`, with a number behind it when there are several. */
  readonly key: string;
  readonly manifest: ShownManifest;
  /** `metadata.namespace`, when there is one. */
  readonly namespace: string;
  /** The line of the whole output at which it starts, from 1; 0 when it is not in there. */
  readonly line: number;
}

const lists = new WeakMap<readonly ShownManifest[], readonly Listed[]>();

/** The manifests of an output in its order. */
export function listManifests({ manifests, text }: Output): readonly Listed[] {
  const known = lists.get(manifests);
  if (known !== undefined) return known;
  const seen = new Map<string, number>();
  let at = 0;
  let line = 1;
  const list = manifests.map((manifest): Listed => {
    const name = `${manifest.kind}/${manifest.name}`;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    const found = text.indexOf(manifest.text, at);
    if (found >= 0) {
      line += text.slice(at, found).split("\n").length - 1;
      at = found;
    }
    return {
      key: count === 1 ? name : `${name}#${count}`,
      manifest,
      namespace: /^ {2}namespace: "?([\w.-]+)"?$/m.exec(manifest.text)?.[1] ?? "",
      line: found < 0 ? 0 : line,
    };
  });
  lists.set(manifests, list);
  return list;
}

/** The kinds in the order of their first manifest, each with its manifests. */
export function groupByKind(list: readonly Listed[]): ReadonlyMap<string, readonly Listed[]> {
  const groups = new Map<string, Listed[]>();
  for (const listed of list) {
    const group = groups.get(listed.manifest.kind);
    if (group === undefined) groups.set(listed.manifest.kind, [listed]);
    else group.push(listed);
  }
  return groups;
}
