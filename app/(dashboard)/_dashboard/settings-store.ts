import { type BatchSettings, batchSettings } from "@/server/batches/schema";
import { createRememberedStore } from "./remembered-store";

/** A sound track is chosen for a file, never for those to come. */
export const settingsStore = createRememberedStore<Omit<BatchSettings, "audioTrack">>(
  "trax.settings",
  batchSettings.omit({ audioTrack: true }),
);
