import type { ReviewPoint } from "@/core/quality/list-review-points";
import type { EditorParts } from "../editor-context";

/** Heard from a little before, to come into it. */
const leadMs = 1_000;

export function showPoint(
  { list, playback }: EditorParts,
  point: Pick<ReviewPoint, "segmentId" | "startMs"> | null,
): void {
  if (!point) return;
  if (point.segmentId !== null) list.show(point.segmentId);
  playback.seek(Math.max(0, point.startMs - leadMs));
  playback.play();
}
