import type { Comment, Segment, Speaker, Word } from "./types";

/** A line as it is edited: `words` is null where they are not loaded (a browser keeps those near the view). */
export interface DocumentSegment extends Omit<Segment, "words"> {
  words: readonly Word[] | null;
  /** Grows by one with every change of text, words or times; a change of those names the one it was made on. Who
   * speaks and where the line stands do not count: the last to say so is right, and no text is at risk. */
  revision: number;
}

export type SegmentPatch = Partial<Omit<DocumentSegment, "id" | "revision">>;
export type SpeakerPatch = Partial<Omit<Speaker, "id">>;
export type CommentPatch = Partial<Omit<Comment, "id">>;

/** One row before and after. `before` null: it is new; `after` null: it goes; else both hold the same fields, those
 * that change and no other. */
export type RowChange<Row, Patch> =
  | { id: string; before: null; after: Row }
  | { id: string; before: Row; after: null }
  | { id: string; before: Patch; after: Patch };

/** What an edit does to a document, both ways. */
export interface DocumentChange {
  segments: RowChange<DocumentSegment, SegmentPatch>[];
  speakers: RowChange<Speaker, SpeakerPatch>[];
  comments: RowChange<Comment, CommentPatch>[];
}

export const emptyChange: DocumentChange = { segments: [], speakers: [], comments: [] };

export function isEmptyChange({ segments, speakers, comments }: DocumentChange): boolean {
  return segments.length + speakers.length + comments.length === 0;
}

/** The way back. */
export function invertChange({ segments, speakers, comments }: DocumentChange): DocumentChange {
  return {
    segments: segments.map(invertRow).reverse(),
    speakers: speakers.map(invertRow).reverse(),
    comments: comments.map(invertRow).reverse(),
  };
}

function invertRow<Row, Patch>({ id, before, after }: RowChange<Row, Patch>): RowChange<Row, Patch> {
  return { id, before: after, after: before } as RowChange<Row, Patch>;
}

const contentFields = ["text", "words", "startMs", "endMs"] as const;

/** Whether the change makes another revision of the line: its text, words or times. */
export function changesContent({ before, after }: RowChange<DocumentSegment, SegmentPatch>): boolean {
  return before === null || after === null || contentFields.some((field) => field in after);
}

/** The line after a change of it, with the revision that the server gives it too; null when it goes. */
export function applySegmentChange(
  segment: DocumentSegment | null,
  change: RowChange<DocumentSegment, SegmentPatch>,
): DocumentSegment | null {
  if (change.after === null) return null;
  if (change.before === null) return change.after as DocumentSegment;
  if (!segment) return null;
  return {
    ...segment,
    ...change.after,
    id: segment.id,
    revision: segment.revision + (changesContent(change) ? 1 : 0),
  };
}

/** A row of another kind after a change of it; null when it goes. */
export function applyRowChange<Row extends { id: string }, Patch>(
  row: Row | null,
  change: RowChange<Row, Patch>,
): Row | null {
  if (change.after === null) return null;
  if (change.before === null) return change.after as Row;
  return row && { ...row, ...change.after, id: row.id };
}

/** Whether a row stands as a change left it, so that the change can be taken back. Told by content: after an undo a
 * line is again what the change before it left. Words that are not loaded are taken to agree. */
export function isAsLeft<Row extends { id: string }, Patch>(
  row: Row | null,
  { after }: RowChange<Row, Patch>,
): boolean {
  if (after === null) return row === null;
  if (row === null) return false;
  const current = row as Record<string, unknown>;
  return Object.entries(after as Record<string, unknown>).every(
    ([field, value]) =>
      field === "revision" ||
      (field === "words" && (value === null || current.words === null)) ||
      isEqualValue(current[field], value),
  );
}

function isEqualValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((one, index) => isSameWord(one as Word, b[index] as Word));
  }
  return false;
}

function isSameWord(a: Word, b: Word): boolean {
  return a.id === b.id && a.text === b.text && a.startMs === b.startMs && a.endMs === b.endMs;
}
