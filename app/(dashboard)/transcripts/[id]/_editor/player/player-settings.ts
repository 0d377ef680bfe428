import { z } from "zod";

const storedSettings = z.object({
  rate: z.number().min(0.5).max(3).catch(1),
  volume: z.number().min(0).max(1).catch(1),
  skipMs: z.number().int().min(500).max(60_000).catch(5_000),
  /** How far it goes back when it is paused, so that the last words are heard again. */
  backStepMs: z.number().int().min(0).max(5_000).catch(0),
  hasStrip: z.boolean().catch(true),
  hasPicture: z.boolean().catch(true),
  /** Share of the width that the picture has beside the text. */
  pictureShare: z.number().min(0.15).max(0.6).catch(0.38),
});

export type PlayerSettings = z.infer<typeof storedSettings>;

export const defaultPlayerSettings: PlayerSettings = storedSettings.parse({});

const storageKey = "trax.player";

/** What of stored text makes sense; the rest is as in the beginning. */
export function parsePlayerSettings(text: string | null): PlayerSettings {
  if (text === null || text.length > 2_000) return defaultPlayerSettings;
  try {
    return storedSettings.parse(JSON.parse(text));
  } catch {
    return defaultPlayerSettings;
  }
}

const listeners = new Set<() => void>();
let remembered: PlayerSettings | null = null;

/** How this browser plays recordings. */
export const playerSettings = {
  subscribe(listener: () => void) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  getSnapshot(): PlayerSettings {
    try {
      remembered ??= parsePlayerSettings(localStorage.getItem(storageKey));
    } catch {
      remembered = defaultPlayerSettings;
    }
    return remembered;
  },
  getServerSnapshot: () => defaultPlayerSettings,
  update(change: Partial<PlayerSettings>) {
    remembered = { ...playerSettings.getSnapshot(), ...change };
    try {
      localStorage.setItem(storageKey, JSON.stringify(remembered));
    } catch {
      // Private windows may keep nothing; the choice then holds until the page is left.
    }
    for (const listener of listeners) listener();
  },
};
