"use client";

import { formatClock } from "@/app/_format/format-clock";
import { useEditor } from "../editor-context";
import { showPlace } from "../quality/show-place";

/** Leads to a place of the recording, and plays from there.
 * @param says what is to be heard there */
export function TimeLink({ startMs, says }: { startMs: number; says: string }) {
  const editor = useEditor();
  return (
    <button
      type="button"
      title={says}
      aria-label={`Play ${formatClock(startMs)}: ${says.slice(0, 80)}`}
      className="shrink-0 rounded text-accent text-xs tabular-nums underline"
      onClick={() => showPlace(editor, startMs)}
    >
      {formatClock(startMs)}
    </button>
  );
}
