// The service worker: keeps every file of the page, so that it opens without a network.

/** The files of the page, written here by the build. */
declare const FILES: readonly string[];

/** What a service worker has that pages have not; the library for both cannot be loaded at once. */
interface Extendable extends Event {
  waitUntil(done: Promise<unknown>): void;
}
interface Fetching extends Extendable {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}
interface Scope extends EventTarget {
  readonly registration: { readonly scope: string };
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
}

const scope = self as unknown as Scope;
/** Each file name carries a hash of the content, so that the list names the version. */
const CACHE = `runner-stack ${FILES.join(" ")}`;

scope.addEventListener("install", (event) => {
  const fill = async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll(FILES.map((file) => new URL(file, scope.registration.scope).href));
    await scope.skipWaiting();
  };
  (event as Extendable).waitUntil(fill());
});

scope.addEventListener("activate", (event) => {
  const clean = async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("runner-stack ") && name !== CACHE) await caches.delete(name);
    }
    await scope.clients.claim();
  };
  (event as Extendable).waitUntil(clean());
});

scope.addEventListener("fetch", (event) => {
  const { request } = event as Fetching;
  const { scope: top } = scope.registration;
  // The pages of the rules are not kept; nobody needs all of them.
  if (request.method !== "GET" || !request.url.startsWith(top) || request.url.startsWith(`${top}rules/`)) return;
  (event as Fetching).respondWith(answer(request));
});

async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const wanted = request.mode === "navigate" ? new URL("./", scope.registration.scope).href : request;
  return (await cache.match(wanted, { ignoreSearch: true })) ?? fetch(request);
}
