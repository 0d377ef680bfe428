import { z } from "zod";
import { parseKey } from "./key-name";
import { type KeyPresetId, keyPresetIds } from "./key-presets";

export interface KeySettings {
  preset: KeyPresetId;
  /** Off unless asked for: who dictates, or leans on a key, would set off commands. */
  hasSingleKeys: boolean;
  /** By action: what a person chose in place of the preset's keys. */
  keys: Readonly<Record<string, readonly string[]>>;
}

export const defaultKeySettings: KeySettings = { preset: "trax", hasSingleKeys: false, keys: {} };

const storageKey = "trax.keys";
const maxActions = 300;
const maxKeysAnAction = 6;

const storedSettings = z.object({
  preset: z.enum(keyPresetIds as [KeyPresetId, ...KeyPresetId[]]).catch("trax"),
  hasSingleKeys: z.boolean().catch(false),
  keys: z.record(z.string(), z.unknown()).catch({}),
});

/** What of stored text makes sense; the rest counts as not there. */
export function parseKeySettings(text: string | null): KeySettings {
  if (text === null || text.length > 50_000) return defaultKeySettings;
  try {
    const { keys, ...rest } = storedSettings.parse(JSON.parse(text));
    const entries = Object.entries(keys).flatMap(([id, names]) =>
      /^[a-z][a-z0-9-]{0,40}$/.test(id) && Array.isArray(names)
        ? [[id, [...new Set(names.filter(isKey))].slice(0, maxKeysAnAction)] as const]
        : [],
    );
    return { ...rest, keys: Object.fromEntries(entries.slice(0, maxActions)) };
  } catch {
    return defaultKeySettings;
  }
}

const isKey = (name: unknown): name is string =>
  typeof name === "string" && name.length <= 60 && parseKey(name) !== null;

const listeners = new Set<() => void>();
let remembered: KeySettings | null = null;

function publish() {
  for (const listener of listeners) listener();
}

function onStorage(event: StorageEvent) {
  if (event.key !== storageKey && event.key !== null) return;
  remembered = null;
  publish();
}

/** The keys of this browser, the same in all its tabs. */
export const keySettings = {
  subscribe(listener: () => void) {
    if (listeners.size === 0) window.addEventListener("storage", onStorage);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) window.removeEventListener("storage", onStorage);
    };
  },
  getSnapshot(): KeySettings {
    try {
      remembered ??= parseKeySettings(localStorage.getItem(storageKey));
    } catch {
      remembered = defaultKeySettings;
    }
    return remembered;
  },
  getServerSnapshot: () => defaultKeySettings,
  update(change: Partial<KeySettings>) {
    remembered = { ...keySettings.getSnapshot(), ...change };
    try {
      localStorage.setItem(storageKey, JSON.stringify(remembered));
    } catch {
      // Private windows may keep nothing; the choice then holds until the page is left.
    }
    publish();
  },
};
