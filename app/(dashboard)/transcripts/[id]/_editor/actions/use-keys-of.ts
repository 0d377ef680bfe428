"use client";

import { useSyncExternalStore } from "react";
import { deriveKeyMap, listKeysInForce } from "./derive-key-map";
import { editorActions } from "./editor-actions";
import { formatKey } from "./format-key";
import { isMac } from "./is-mac";
import { type KeySettings, keySettings } from "./key-settings";

let last: { settings: KeySettings; map: ReadonlyMap<string, readonly string[]> } | null = null;

function deriveFor(settings: KeySettings) {
  if (last?.settings !== settings) last = { settings, map: deriveKeyMap(editorActions, settings) };
  return last.map;
}

/** The keys of each action as they are now. */
export const findKeyMap = (): ReadonlyMap<string, readonly string[]> => deriveFor(keySettings.getSnapshot());

export function useKeyMap(): { settings: KeySettings; map: ReadonlyMap<string, readonly string[]> } {
  const settings = useSyncExternalStore(
    keySettings.subscribe,
    keySettings.getSnapshot,
    keySettings.getServerSnapshot,
  );
  return { settings, map: deriveFor(settings) };
}

/** The first key in force of an action, as a person reads it, for the hint of a button. */
export function useKeysOf(id: string): string | undefined {
  const { settings, map } = useKeyMap();
  const [name] = listKeysInForce(map.get(id) ?? [], settings);
  return name && formatKey(name, isMac()).join(isMac() ? "" : "+");
}
