import { createAccessPanel } from "./access.ts";
import { createChecksPanel } from "./checks.ts";
import { createConfigPanel } from "./config.ts";
import { createImagesPanel } from "./images.ts";
import { createJobPanel } from "./job.ts";
import { createKitPanel } from "./kit.ts";
import { createManifestsPanel } from "./manifests.ts";
import { createNotesPanel } from "./notes.ts";
import type { View } from "./panel.ts";

/** The tabs on the right, in their order. */
export const views: readonly View[] = [
  {
    id: "config",
    title: "view.config",
    icon: "settings",
    for: ["stack"],
    isComparable: true,
    create: createConfigPanel,
  },
  {
    id: "manifests",
    title: "view.manifests",
    icon: "layers",
    for: ["stack", "chart"],
    isComparable: true,
    create: createManifestsPanel,
  },
  {
    id: "checks",
    title: "view.checks",
    icon: "shield",
    for: ["stack", "chart"],
    isComparable: false,
    create: createChecksPanel,
  },
  { id: "job", title: "view.job", icon: "job", for: ["stack"], isComparable: false, create: createJobPanel },
  {
    id: "permissions",
    title: "view.permissions",
    icon: "key",
    for: ["stack"],
    isComparable: false,
    create: createAccessPanel,
  },
  { id: "images", title: "view.images", icon: "image", for: ["stack"], isComparable: false, create: createImagesPanel },
  { id: "kit", title: "view.kit", icon: "box", for: ["stack"], isComparable: false, create: createKitPanel },
  {
    id: "notes",
    title: "view.notes",
    icon: "note",
    for: ["stack", "chart"],
    isComparable: true,
    create: createNotesPanel,
  },
];
