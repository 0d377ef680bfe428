import { runAtOnce, type Stepwise } from "../stepwise/stepwise";
import type { DocumentChange, DocumentSegment, SegmentPatch } from "./document-change";
import type { PlainDocument } from "./plain-document";

const fields = ["position", "startMs", "endMs", "speakerId", "text", "words"] as const;

/** The change that makes the lines of one text those of another, told apart by their ids. Names that only the first
 * has stay, and so do comments. */
export function deriveDifference(from: PlainDocument, to: PlainDocument): DocumentChange {
  return runAtOnce(deriveDifferenceInSteps(from, to));
}

/** The same, for long texts. */
export function* deriveDifferenceInSteps(from: PlainDocument, to: PlainDocument): Stepwise<DocumentChange> {
  const now = new Map(from.segments.map((row) => [row.id, row]));
  const then = new Map(to.segments.map((row) => [row.id, row]));
  const segments: DocumentChange["segments"] = [];
  for (const row of from.segments)
    if (!then.has(row.id)) segments.push({ id: row.id, before: row, after: null });
  for (const row of to.segments) {
    yield;
    const current = now.get(row.id);
    if (!current) {
      segments.push({ id: row.id, before: null, after: row });
      continue;
    }
    const [before, after] = [pickChanged(current, row), pickChanged(row, current)];
    if (Object.keys(after).length > 0) segments.push({ id: row.id, before, after });
  }
  const labels = new Map(from.speakers.map(({ id, label }) => [id, label]));
  const speakers: DocumentChange["speakers"] = [];
  for (const speaker of to.speakers) {
    const label = labels.get(speaker.id);
    if (label === undefined) speakers.push({ id: speaker.id, before: null, after: speaker });
    else if (label !== speaker.label)
      speakers.push({ id: speaker.id, before: { label }, after: { label: speaker.label } });
  }
  return { segments, speakers, comments: [] };
}

function pickChanged(from: DocumentSegment, other: DocumentSegment): SegmentPatch {
  return Object.fromEntries(
    fields
      .filter((field) =>
        field === "words" ? spell(from.words) !== spell(other.words) : from[field] !== other[field],
      )
      .map((field) => [field, from[field]]),
  );
}

/** Words as text that does not hang on the order in which a row names its fields. */
function spell(words: DocumentSegment["words"]): string {
  return JSON.stringify(
    (words ?? []).map(({ id, text, startMs, endMs, confidence }) => [id, text, startMs, endMs, confidence]),
  );
}
