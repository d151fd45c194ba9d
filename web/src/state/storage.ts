import type { Named, State } from "./state.ts";
import type { Store } from "./store.ts";

const KEY = "runner-stack";

/** How long after a change it is written down. */
const PAUSE = 250;

/** Where the browser keeps things; where it refuses to, as with all cookies blocked, nothing is kept. */
export function browserStorage(): Pick<Storage, "getItem" | "setItem"> {
  try {
    return localStorage;
  } catch {
    return { getItem: () => null, setItem: () => undefined };
  }
}

/** The state of the last visit; `first` for what it does not say. */
export function readState(storage: Pick<Storage, "getItem">, first: State): State {
  try {
    const stored: unknown = JSON.parse(storage.getItem(KEY) ?? "null");
    return stored === null ? first : merged(first, stored);
  } catch {
    // A private window, a full disk, a text of another program: the page starts anew.
    return first;
  }
}

/** Writes the state down after each change, and at once when the page goes. */
export function keepState(store: Store<State>, storage: Pick<Storage, "setItem">): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = () => {
    clearTimeout(timer);
    timer = undefined;
    try {
      storage.setItem(KEY, JSON.stringify(store.get()));
    } catch {
      // Without storage the page works all the same; it forgets.
    }
  };
  store.subscribe(() => {
    timer ??= setTimeout(write, PAUSE);
  });
  addEventListener("pagehide", () => {
    if (timer !== undefined) write();
  });
}

/** Takes from what was stored whatever has the type that the state has there. */
export function merged(first: State, stored: unknown): State {
  if (!isRecord(stored)) return first;
  const result: Record<string, unknown> = { ...first };
  for (const [key, usual] of Object.entries(first)) {
    const value = stored[key];
    if (isLike(key, value, usual)) result[key] = value;
  }
  // Each field was compared with the one of the first state.
  return result as unknown as State;
}

const CHOICES: Readonly<Record<string, readonly string[]>> = {
  compare: ["none", "start", "saved", "pasted"],
  view: ["config", "manifests", "checks", "job", "permissions", "images", "notes", "kit"],
  mode: ["text", "form"],
  pane: ["editor", "preview"],
  theme: ["system", "light", "dark"],
  language: ["en", "zh"],
};

function isLike(key: string, value: unknown, usual: unknown): boolean {
  const choices = CHOICES[key];
  if (choices !== undefined) return typeof value === "string" && choices.includes(value);
  if (key === "saved") return value === null || typeof value === "string";
  if (key === "pasted") return value === null || isNamed(value);
  if (key === "source") return isSource(value);
  if (key === "split") return typeof value === "number" && value >= 20 && value <= 80;
  if (isRecord(usual)) return isRecord(value) && Object.keys(usual).every((field) => typeof value[field] === "string");
  return typeof value === typeof usual;
}

function isSource(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const texts = ["name", "version", "key"];
  return value.kind === "stack" || (value.kind === "chart" && texts.every((field) => typeof value[field] === "string"));
}

function isNamed(value: unknown): value is Named {
  return isRecord(value) && typeof value.name === "string" && typeof value.text === "string";
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
