// What somebody gave us: values, something to import, or a chart.

/** A file as it came from a disk, a clipboard or a drop. */
export interface GivenFile {
  /** Its path, with `/`; folders that were given keep their name. */
  readonly path: string;
  readonly data: Uint8Array;
}

/** A text with its name. */
export interface GivenText {
  readonly name: string;
  readonly text: string;
}

/** Why something cannot be opened. */
export type Refusal = "nothing" | "too-large" | "too-many" | "not-text" | "several-charts" | "unknown";

/** What a set of files is. */
export type Given =
  | { readonly kind: "values"; readonly file: GivenText }
  /** Manifests, `config.toml`, or values that only an import can bring together. */
  | { readonly kind: "import"; readonly files: readonly GivenText[] }
  | { readonly kind: "archive"; readonly name: string; readonly data: Uint8Array }
  | {
      readonly kind: "folder";
      readonly name: string;
      readonly files: readonly (readonly [path: string, data: Uint8Array])[];
    }
  | { readonly kind: "refused"; readonly reason: Refusal; readonly name: string };

/** The most that is read at once: charts with their dependencies stay well below. */
export const SIZE_LIMIT = 20 * 1024 * 1024;
export const FILE_LIMIT = 5000;
/** A text for the editor. */
const TEXT_LIMIT = 4 * 1024 * 1024;

/** Says what the files are, from their content first and their names second. */
export function classify(given: readonly GivenFile[]): Given {
  const files = given.filter(({ path }) => !isHidden(path));
  const [first] = files;
  if (first === undefined) return refused("nothing", "");
  if (files.length > FILE_LIMIT) return refused("too-many", first.path);
  if (files.reduce((size, { data }) => size + data.length, 0) > SIZE_LIMIT) return refused("too-large", first.path);
  if (files.length === 1 && first.data[0] === 0x1f && first.data[1] === 0x8b) {
    return { kind: "archive", name: baseName(first.path), data: first.data };
  }
  const chart = chartFolder(files);
  if (chart !== undefined) return chart;
  return texts(files);
}

function refused(reason: Refusal, name: string): Given {
  return { kind: "refused", reason, name };
}

/** What version control and editors leave in folders. */
function isHidden(path: string): boolean {
  const parts = path.split("/");
  const inFolder = parts.length > 1;
  return (
    parts.some((part) => part === ".git" || part === "node_modules" || part === ".DS_Store") ||
    (inFolder && (parts.at(-1) ?? "").endsWith("~"))
  );
}

function baseName(path: string): string {
  return path.split("/").at(-1) ?? path;
}

/** The chart whose `Chart.yaml` lies highest; charts below it are its dependencies. */
function chartFolder(files: readonly GivenFile[]): Given | undefined {
  const roots = files
    .filter(({ path }) => baseName(path) === "Chart.yaml")
    .map(({ path }) => path.slice(0, -"Chart.yaml".length))
    .sort((left, right) => depth(left) - depth(right));
  const [root, second] = roots;
  if (root === undefined) return undefined;
  if (second !== undefined && !second.startsWith(root)) return refused("several-charts", root);
  const inside = files
    .filter(({ path }) => path.startsWith(root))
    .map(({ path, data }) => [path.slice(root.length), data] as const);
  return { kind: "folder", name: baseName(root.slice(0, -1)) || "chart", files: inside };
}

function depth(path: string): number {
  return path.split("/").length;
}

function texts(files: readonly GivenFile[]): Given {
  const isAlone = files.length === 1;
  const wanted = isAlone ? files : files.filter(({ path }) => /\.(?:ya?ml|json|toml)$/i.test(path));
  const readable: GivenText[] = [];
  for (const { path, data } of wanted) {
    if (data.length > TEXT_LIMIT) return refused("too-large", path);
    const text = decode(data);
    if (text === undefined) return refused("not-text", path);
    readable.push({ name: path, text });
  }
  const [first] = readable;
  if (first === undefined) return refused("unknown", files[0]?.path ?? "");
  if (readable.some(isForImport)) return { kind: "import", files: readable };
  return readable.length === 1 ? { kind: "values", file: first } : { kind: "import", files: readable };
}

function decode(data: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(data);
    return text.includes("\u0000") ? undefined : text;
  } catch {
    return undefined;
  }
}

/** Whether a text is a `config.toml` or holds Kubernetes objects. */
export function isForImport({ name, text }: GivenText): boolean {
  return /\.toml$/i.test(name) || isToml(text) || isManifest(text);
}

function isToml(text: string): boolean {
  return (
    /^[ \t]*\[\[?[ \t]*[\w."-]+[ \t]*\]\]?[ \t]*(?:#.*)?$/m.test(text) &&
    /^[ \t]*[\w"-]+[ \t]*=/m.test(text) &&
    !/^[\w-]+:(?:[ \t]|$)/m.test(text)
  );
}

function isManifest(text: string): boolean {
  const isYaml = text
    .split(/^---/m)
    .some((part) => /^"?apiVersion"?:[ \t]*\S/m.test(part) && /^"?kind"?:[ \t]*\S/m.test(part));
  if (isYaml || !text.trimStart().startsWith("{")) return isYaml;
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === "object" && json !== null && "apiVersion" in json && "kind" in json;
  } catch {
    return false;
  }
}
