/** Keeps the page for visits without a network; where that is not possible it works with one. */
export function keepOffline(): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  navigator.serviceWorker.register(new URL("./sw.js", document.baseURI)).catch(() => undefined);
}
