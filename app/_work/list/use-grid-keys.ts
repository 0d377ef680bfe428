"use client";

import { useRouter } from "next/navigation";
import type { KeyboardEvent } from "react";
import type { SourceView } from "@/server/batches/schema";
import type { useBulkActions } from "../use-bulk-actions";
import type { SelectionState } from "./use-selection";

const pageRows = 10;

interface GridKeysInput {
  total: number;
  activeIndex: number;
  focusRow: (index: number) => void;
  find: (index: number) => SourceView | undefined;
  selection: SelectionState;
  actions: ReturnType<typeof useBulkActions>;
}

/** Arrows move, space chooses, shift stretches the choice, Ctrl+A takes all, Escape lets go, Enter opens, Delete
 * deletes. */
export function useGridKeys({ total, activeIndex, focusRow, find, selection, actions }: GridKeysInput) {
  const router = useRouter();
  return (event: KeyboardEvent<HTMLElement>) => {
    // A menu of a row is drawn elsewhere, but its keys come by here.
    if (!event.currentTarget.contains(event.target as Node)) return;
    const isOnRow = (event.target as HTMLElement).getAttribute("role") === "row";
    const source = find(activeIndex);

    function move(index: number) {
      const next = Math.min(total - 1, Math.max(0, index));
      if (event.shiftKey) {
        selection.setAnchor(activeIndex);
        void selection.chooseTo(next);
      }
      focusRow(next);
    }

    const steps: Record<string, () => void> = {
      ArrowDown: () => move(activeIndex + 1),
      ArrowUp: () => move(activeIndex - 1),
      PageDown: () => move(activeIndex + pageRows),
      PageUp: () => move(activeIndex - pageRows),
      Home: () => move(0),
      End: () => move(total - 1),
    };
    const step = steps[event.key];
    if (step) step();
    else if (event.key.toLowerCase() === "a" && (event.ctrlKey || event.metaKey)) void selection.chooseAll();
    else if (event.key === "Escape" && selection.count > 0) selection.clear();
    else if (event.key === " " && isOnRow && source) selection.check(activeIndex, source, event.shiftKey);
    else if (event.key === "Enter" && isOnRow && source?.documentId)
      router.push(`/transcripts/${source.documentId}`);
    else if (event.key === "Delete" && isOnRow && source) {
      const { batchId, sourceIndex } = source;
      const selections =
        selection.count > 0 ? selection.toSelections() : [{ batchId, sourceIndexes: [sourceIndex] }];
      actions.remove.mutate({ selections });
      selection.clear();
    } else return;
    event.preventDefault();
  };
}
