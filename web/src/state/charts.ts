// Charts of the user's outlive a reload in the browser's database: they are too large for the other storage.

import type { ChartInput } from "../engine/engine.ts";

const NAME = "runner-stack";
const STORE = "charts";

/** Keeps a chart; without a database the page forgets it at a reload. */
export async function keepChart(key: string, chart: ChartInput): Promise<void> {
  await transact("readwrite", (store) => store.put(chart, key)).catch(() => undefined);
}

/** The chart of that key, if it was kept. */
export async function readChart(key: string): Promise<ChartInput | undefined> {
  const found = await transact("readonly", (store) => store.get(key)).catch(() => undefined);
  return isChart(found) ? found : undefined;
}

/** Removes the charts that were kept. */
export async function forgetCharts(): Promise<void> {
  await transact("readwrite", (store) => store.clear()).catch(() => undefined);
}

function isChart(value: unknown): value is ChartInput {
  if (typeof value !== "object" || value === null) return false;
  return (
    ("archive" in value && value.archive instanceof Uint8Array) || ("files" in value && Array.isArray(value.files))
  );
}

function transact(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(NAME, 1);
    const fail = (error: DOMException | null) => {
      reject(error ?? new Error("the database does not answer"));
    };
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore(STORE);
    };
    opening.onerror = () => {
      fail(opening.error);
    };
    opening.onsuccess = () => {
      const database = opening.result;
      const request = act(database.transaction(STORE, mode).objectStore(STORE));
      request.onerror = () => {
        fail(request.error);
      };
      request.onsuccess = () => {
        database.close();
        resolve(request.result);
      };
    };
  });
}
