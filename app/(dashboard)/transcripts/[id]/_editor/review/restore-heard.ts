import type { ReviewPoint } from "@/core/quality/list-review-points";
import { restoreHeardText } from "@/core/quality/restore-heard-text";
import type { EditorParts } from "../editor-context";

/** Puts what was heard in the place of the term, as an edit like any other. */
export function restoreHeard({ session }: EditorParts, point: ReviewPoint | undefined): void {
  const line = point && session.segments.findSegment(point.segmentId ?? "");
  if (!line || point.heard === undefined) return;
  const text = restoreHeardText(line, { from: point.heard, to: point.quote, startMs: point.startMs });
  if (text !== null) session.run({ type: "segment.text", segmentId: line.id, text });
}
