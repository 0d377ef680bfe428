import type { EditorParts } from "../editor-context";
import { showPoint } from "../review/show-point";

/** Brings the line that is spoken there into view and plays from a little before. */
export function showPlace(editor: EditorParts, startMs: number): void {
  const { segments } = editor.session;
  const lines = segments.listIds();
  let [low, high] = [0, lines.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const line = segments.findSegment(lines[middle] as string);
    if (line && line.startMs <= startMs) low = middle + 1;
    else high = middle;
  }
  showPoint(editor, { segmentId: lines[Math.max(0, low - 1)] ?? null, startMs });
}
