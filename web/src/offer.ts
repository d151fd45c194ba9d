import type { Offer } from "./app/app.ts";
import { createForm } from "./form/index.ts";
import { startActions } from "./start/index.ts";
import { takeActions } from "./take/index.ts";

/** What the page offers besides editor and previews; each folder brings its own. */
export const offer: Offer = { start: startActions, take: takeActions, form: createForm };
