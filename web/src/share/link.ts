// The link that carries a whole state in its fragment: no server sees it, and no server is needed.
//
// `#1.` and a version, then JSON, compressed with a checksum, in the alphabet of base64 for URLs. A link comes from a
// stranger: it is bounded before and while it is opened, and each field is looked at.

/** What a link carries. */
export interface Shared {
  /** The values file, without credentials. */
  readonly values: string;
  /** Name of the release. */
  readonly name?: string;
  /** Namespace of the release. */
  readonly namespace?: string;
  /** Kubernetes version. */
  readonly kubeVersion?: string;
  /** The preview that was open. */
  readonly view?: string;
}

/** Why a link cannot be opened. */
export type LinkProblem = "damaged" | "too-large" | "version";

/** What opening a link gives. */
export type Opened =
  | { readonly kind: "none" }
  | { readonly kind: "shared"; readonly shared: Shared }
  | { readonly kind: "refused"; readonly problem: LinkProblem };

const VERSION = 1;
/** Longer links are cut by programs on the way; a values file of 60 KB fits. */
export const LINK_LIMIT = 32 * 1024;
/** The most that a link may unpack to. */
export const TEXT_LIMIT = 1024 * 1024;
const FIELD_LIMIT = 253;

/** The fragment of a link, without `#`; nothing when the state is too large for one. */
export async function encodeLink(shared: Shared): Promise<string | undefined> {
  const json = new TextEncoder().encode(JSON.stringify(shared));
  if (json.length > TEXT_LIMIT) return undefined;
  const packed = await bytes(stream(json).pipeThrough(new CompressionStream("deflate")), Infinity);
  const fragment = `${VERSION}.${toBase64Url(packed)}`;
  return fragment.length > LINK_LIMIT ? undefined : fragment;
}

/** What the fragment of an address says; never throws. */
export async function decodeLink(fragment: string): Promise<Opened> {
  const [, version, body] = /^#?([0-9]{1,9})\.(.*)$/s.exec(fragment) ?? [];
  if (version === undefined || body === undefined) return { kind: "none" };
  if (Number(version) !== VERSION) return refused("version");
  if (fragment.length > LINK_LIMIT + 1) return refused("too-large");
  try {
    const packed = fromBase64Url(body);
    if (packed === undefined) return refused("damaged");
    const json = await bytes(stream(packed).pipeThrough(new DecompressionStream("deflate")), TEXT_LIMIT);
    const shared = toShared(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(json)));
    return shared === undefined ? refused("damaged") : { kind: "shared", shared };
  } catch (error) {
    return refused(error instanceof TooLarge ? "too-large" : "damaged");
  }
}

class TooLarge extends Error {}

function refused(problem: LinkProblem): Opened {
  return { kind: "refused", problem };
}

function toShared(json: unknown): Shared | undefined {
  if (typeof json !== "object" || json === null || Array.isArray(json)) return undefined;
  const { values, name, namespace, kubeVersion, view } = json as Record<string, unknown>;
  if (typeof values !== "string") return undefined;
  const optional = { name, namespace, kubeVersion, view };
  const fields = Object.entries(optional).filter(([, value]) => value !== undefined);
  const isSound = fields.every(([, value]) => typeof value === "string" && value.length <= FIELD_LIMIT);
  return isSound ? { values, ...(Object.fromEntries(fields) as Omit<Shared, "values">) } : undefined;
}

function stream(data: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new Blob([data]).stream();
}

/** All bytes of a stream; it is cancelled as soon as there are more than `limit`. */
async function bytes(source: ReadableStream<Uint8Array>, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const reader = source.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > limit) {
      await reader.cancel().catch(() => undefined);
      throw new TooLarge();
    }
    chunks.push(value);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

function toBase64Url(data: Uint8Array): string {
  let binary = "";
  for (const byte of data) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) return undefined;
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}
