"use client";

import { useRef, useState } from "react";
import type { SourceView } from "@/server/batches/schema";
import {
  addRuns,
  type Chosen,
  countChosen,
  type KeyRun,
  nothingChosen,
  toggle,
  toRuns,
  toSelections,
} from "./selection";

interface Windows {
  find: (index: number) => SourceView | undefined;
  listKeys: (start?: number, end?: number) => Promise<readonly KeyRun[]>;
}

/** What is chosen of a list. It ends with the filter that it was chosen in: nobody moves what they do not see. */
export function useSelection(filterKey: string, { find, listKeys }: Windows) {
  const [held, setHeld] = useState({ filterKey, chosen: nothingChosen });
  const chosen = held.filterKey === filterKey ? held.chosen : nothingChosen;
  const anchor = useRef<number | null>(null);
  const change = (next: (before: Chosen) => Chosen) =>
    setHeld((before) => ({
      filterKey,
      chosen: next(before.filterKey === filterKey ? before.chosen : nothingChosen),
    }));

  /** From where the last choice was made to here, whether or not what lies between was loaded. */
  async function chooseTo(index: number) {
    const from = anchor.current ?? index;
    const [start, end] = [Math.min(from, index), Math.max(from, index)];
    const loaded = Array.from({ length: end - start + 1 }, (_, at) => find(start + at));
    const runs = loaded.every((source) => source !== undefined) ? toRuns(loaded) : await listKeys(start, end);
    change((before) => addRuns(before, runs));
  }

  return {
    chosen,
    count: countChosen(chosen),
    toSelections: () => toSelections(chosen),
    check(index: number, source: SourceView, isRange: boolean) {
      if (isRange && anchor.current !== null) {
        void chooseTo(index);
        return;
      }
      anchor.current = index;
      change((before) => toggle(before, source));
    },
    chooseTo,
    setAnchor(index: number) {
      anchor.current ??= index;
    },
    async chooseAll() {
      const runs = await listKeys();
      change(() => addRuns(nothingChosen, runs));
    },
    clear() {
      anchor.current = null;
      change(() => nothingChosen);
    },
  };
}

export type SelectionState = ReturnType<typeof useSelection>;
