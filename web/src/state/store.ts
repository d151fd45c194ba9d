/** A value that changes, and those who follow it. */
export interface Store<T extends object> {
  get(): T;
  /** Replaces what the patch names and tells everybody, unless nothing differs. */
  update(patch: Partial<T>): void;
  /** Calls back after every change, with the value before it; the result ends that. */
  subscribe(listener: (now: T, before: T) => void): () => void;
}

/** A store that starts with `initial`. */
export function createStore<T extends object>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<(now: T, before: T) => void>();
  return {
    get: () => value,
    update(patch) {
      const keys = Object.keys(patch) as (keyof T)[];
      if (keys.every((key) => Object.is(patch[key], value[key]))) return;
      const before = value;
      value = { ...value, ...patch };
      const now = value;
      for (const listener of listeners) listener(now, before);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
