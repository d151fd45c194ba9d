// Starts the Worker before anything else: it loads its module while the page loads its own.

/** The Worker that the engine lives in. */
export const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "engine" });

/** Why the Worker cannot run, if it cannot. */
export const trouble: { reason: string | null } = { reason: null };

worker.addEventListener("error", ({ message }) => {
  trouble.reason = message === "" ? "the engine could not be loaded" : message;
});
