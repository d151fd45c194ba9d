import type { Offer } from "./app/app.ts";

/** What the page offers besides editor and previews; each folder brings its own. */
export const offer: Offer = { start: [], take: [], form: null };
