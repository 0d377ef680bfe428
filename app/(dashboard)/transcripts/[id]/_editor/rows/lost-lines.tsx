"use client";

import { useSyncExternalStore } from "react";
import { formatClock } from "@/app/_format/format-clock";
import { Button } from "@/app/_ui/button";
import { useEditor } from "../editor-context";

/** Texts whose line was removed elsewhere before they were saved. */
export function LostLines() {
  const { conflicts } = useEditor().session;
  const { lost } = conflicts;
  const lines = useSyncExternalStore(lost.subscribe, lost.list, lost.list);
  if (lines.length === 0) return null;
  return (
    <ul aria-label="Texts without a line" className="grid gap-2">
      {lines.map(({ id, startMs, mine }) => (
        <li
          key={id}
          tabIndex={-1}
          data-lost-line
          className="rounded-lg border border-warn/40 bg-warn-soft p-3 outline-offset-2"
        >
          <p className="font-medium text-sm">
            This line, at {formatClock(startMs)}, was removed elsewhere; your text:
          </p>
          <p className="mt-1 whitespace-pre-wrap break-words rounded-md border border-line bg-surface p-2">
            {mine}
          </p>
          <div className="mt-2 flex flex-wrap gap-2">
            <Button size="sm" onClick={() => conflicts.restoreLost(id)}>
              Put it back as a line
            </Button>
            <Button size="sm" onClick={() => conflicts.dropLost(id)}>
              Drop it
            </Button>
          </div>
        </li>
      ))}
    </ul>
  );
}
