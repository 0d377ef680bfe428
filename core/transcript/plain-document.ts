import {
  applyRowChange,
  applySegmentChange,
  type DocumentChange,
  type DocumentSegment,
  type RowChange,
} from "./document-change";
import type { Comment, Speaker } from "./types";

/** Every row of a document as plain arrays, for tests and small documents. */
export interface PlainDocument {
  segments: DocumentSegment[];
  speakers: Speaker[];
  comments: Comment[];
}

/** A document after a change; segments in order. Looks at every row: for tests and small documents. */
export function applyChange(document: PlainDocument, change: DocumentChange): PlainDocument {
  const segments = new Map(document.segments.map((row) => [row.id, row]));
  for (const row of change.segments) {
    const next = applySegmentChange(segments.get(row.id) ?? null, row);
    if (next) segments.set(row.id, next);
    else segments.delete(row.id);
  }
  return {
    segments: [...segments.values()].sort((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1)),
    speakers: applyRows(document.speakers, change.speakers),
    comments: applyRows(document.comments, change.comments),
  };
}

function applyRows<Row extends { id: string }, Patch>(rows: Row[], changes: RowChange<Row, Patch>[]): Row[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  for (const change of changes) {
    const next = applyRowChange(byId.get(change.id) ?? null, change);
    if (next) byId.set(change.id, next);
    else byId.delete(change.id);
  }
  return [...byId.values()];
}
