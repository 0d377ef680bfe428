import { runAtOnce, type Stepwise } from "@/core/stepwise/stepwise";
import type { Prisma } from "@/server/platform/db";
import { type MachineSegments, type SegmentView, segment } from "./schema";

/** A machine's lines in the shape of a document's; their ids mean nothing outside of it. */
export const toSegmentViews = (lines: MachineSegments): SegmentView[] =>
  runAtOnce(toSegmentViewsInSteps(lines));

/** The same, for long texts. */
export function* toSegmentViewsInSteps(lines: MachineSegments): Stepwise<SegmentView[]> {
  const views: SegmentView[] = [];
  for (const [index, line] of lines.entries()) {
    yield;
    const words = line.words ?? [];
    views.push({
      id: `machine-${index}`,
      position: index,
      startMs: Math.round(line.start * 1000),
      endMs: Math.round(line.end * 1000),
      speakerId: null,
      text: line.text.trim(),
      words: words.map((item, at) => ({
        id: `machine-${index}-${at}`,
        text: item.word.trim(),
        startMs: Math.round(item.start * 1000),
        endMs: Math.round(item.end * 1000),
        confidence: item.probability ?? null,
      })),
      revision: 0,
    });
  }
  return views;
}

type SegmentRow = Prisma.TranscriptSegmentGetPayload<object>;

export function toSegment(row: SegmentRow): SegmentView {
  return {
    id: row.id,
    position: row.position,
    startMs: row.startMs,
    endMs: row.endMs,
    speakerId: row.speakerId,
    text: row.text,
    words: segment.shape.words.parse(row.words),
    revision: row.revision,
  };
}

/** The same of many rows. */
export function* toSegmentsInSteps(rows: readonly SegmentRow[]): Stepwise<SegmentView[]> {
  const views: SegmentView[] = [];
  for (const row of rows) {
    yield;
    views.push(toSegment(row));
  }
  return views;
}
