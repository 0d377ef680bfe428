import type { EditorAction } from "./editor-action";
import { isCharacterKey, isTypingKey, parseKey } from "./key-name";
import { keyPresets } from "./key-presets";
import type { KeySettings } from "./key-settings";

type KeyedAction = Pick<EditorAction, "id" | "scopes" | "keys">;

const overlap = (a: KeyedAction, b: KeyedAction) => a.scopes.some((scope) => b.scopes.includes(scope));

/** The keys of each action: what a person chose, else the preset's, else Trax's own as far as nobody took them. */
export function deriveKeyMap(
  actions: readonly KeyedAction[],
  { preset, keys }: KeySettings,
): ReadonlyMap<string, readonly string[]> {
  const presetKeys: Readonly<Record<string, readonly string[]>> = keyPresets[preset].keys;
  const findOwn = (from: Readonly<Record<string, readonly string[]>>, id: string) =>
    Object.hasOwn(from, id) ? from[id] : undefined;
  const chosen = actions.flatMap((action) => {
    const names = findOwn(keys, action.id);
    return names ? [{ action, names }] : [];
  });
  const inPreset = actions.flatMap((action) => {
    const names = findOwn(presetKeys, action.id);
    return names ? [{ action, names }] : [];
  });
  const isTaken = (by: typeof chosen, action: KeyedAction, name: string) =>
    by.some((one) => one.action.id !== action.id && one.names.includes(name) && overlap(one.action, action));

  return new Map(
    actions.map((action) => {
      const own = findOwn(keys, action.id);
      if (own) return [action.id, own];
      const ofPreset = findOwn(presetKeys, action.id);
      const names = ofPreset ?? action.keys.filter((name) => !isTaken(inPreset, action, name));
      return [action.id, names.filter((name) => !isTaken(chosen, action, name))];
    }),
  );
}

/** Those of the keys that are heard at all as things stand. */
export function listKeysInForce(names: readonly string[], { hasSingleKeys }: KeySettings): string[] {
  return names.filter((name) => {
    const pattern = parseKey(name);
    return pattern !== null && (hasSingleKeys || !isCharacterKey(pattern));
  });
}

/** Whether a key is heard while a line is typed in: what types or moves the caret belongs to the text. */
export function isHeardWhileTyping(name: string): boolean {
  const pattern = parseKey(name);
  return pattern !== null && !isTypingKey(pattern);
}

/** The actions that have this key already, where this one would hear it too. */
export function listConflicts<T extends KeyedAction>(
  actions: readonly T[],
  map: ReadonlyMap<string, readonly string[]>,
  action: KeyedAction,
  name: string,
): T[] {
  return actions.filter(
    (other) => other.id !== action.id && overlap(other, action) && map.get(other.id)?.includes(name),
  );
}
