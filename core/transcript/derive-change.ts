import { fitWordTimes } from "@/core/alignment/carry-word-times";
import { deriveCommentChange } from "./derive-comment-change";
import {
  type DocumentChange,
  type DocumentSegment,
  emptyChange,
  invertChange,
  isAsLeft,
  type RowChange,
  type SegmentPatch,
} from "./document-change";
import type { DocumentLookup } from "./document-lookup";
import { type EditCommand, EditRefused } from "./edit-command";
import { makeRoom, placeReturned } from "./make-room";
import { normalizeText } from "./normalize-text";
import { setSegmentText } from "./set-segment-text";
import { joinSegments, splitSegment } from "./split-segment";
import type { Speaker } from "./types";

type SegmentChange = RowChange<DocumentSegment, SegmentPatch>;
export const longestLabel = 200;

/** What a command does to a document. Pure: the same command on the same rows is the same change, in the browser and on
 * the server. Gives `emptyChange` when nothing would be different.
 * @param newWordId gives the ids of words that were typed, in order
 * @throws EditRefused */
export function deriveChange(
  document: DocumentLookup,
  command: EditCommand,
  newWordId: () => string,
): DocumentChange {
  switch (command.type) {
    case "segment.text":
      return ofSegments([setText(document, command.segmentId, command.text, newWordId)]);
    case "segment.texts":
      return ofSegments(
        command.texts.map(({ segmentId, text }) => setText(document, segmentId, text, newWordId)),
      );
    case "segment.split":
      return split(document, command, newWordId);
    case "segment.merge":
      return merge(document, command);
    case "segment.insert":
      return insert(document, command, newWordId);
    case "segment.remove":
      return ofSegments(
        [...new Set(command.segmentIds)].map((id) => ({
          id,
          before: requireSegment(document, id),
          after: null,
        })),
      );
    case "segment.times":
      return setTimes(document, command);
    case "segment.speaker":
      if (command.speakerId !== null) requireSpeaker(document, command.speakerId);
      return ofSegments(assign(document, command.segmentIds, command.speakerId));
    case "speaker.create": {
      const speaker = { id: command.speakerId, label: toLabel(command.label), profileId: null };
      if (document.findSpeaker(speaker.id)) throw new EditRefused("impossible", "This speaker is there.");
      return {
        ...ofSegments(assign(document, command.segmentIds, speaker.id)),
        speakers: [{ id: speaker.id, before: null, after: speaker }],
      };
    }
    case "speaker.rename": {
      const { id, label } = requireSpeaker(document, command.speakerId);
      const wanted = toLabel(command.label);
      if (wanted === label) return emptyChange;
      return { ...emptyChange, speakers: [{ id, before: { label }, after: { label: wanted } }] };
    }
    case "speaker.merge": {
      if (command.fromId === command.intoId) return emptyChange;
      const from = requireSpeaker(document, command.fromId);
      requireSpeaker(document, command.intoId);
      return withoutSpeaker(document, from, command.intoId);
    }
    case "speaker.remove":
      return withoutSpeaker(document, requireSpeaker(document, command.speakerId), null);
    case "change.undo":
      return undo(document, command.commandId);
    default:
      return deriveCommentChange(document, command);
  }
}

function ofSegments(changes: (SegmentChange | null)[]): DocumentChange {
  return { ...emptyChange, segments: changes.filter((change) => change !== null) };
}

function requireSegment(document: DocumentLookup, id: string): DocumentSegment {
  const segment = document.findSegment(id);
  if (!segment) throw new EditRefused("gone", "This line is not there any more.");
  return segment;
}

function requireSpeaker(document: DocumentLookup, id: string): Speaker {
  const speaker = document.findSpeaker(id);
  if (!speaker) throw new EditRefused("gone", "This speaker is not there any more.");
  return speaker;
}

function toLabel(label: string): string {
  // Cutting may leave half a character.
  const clean = normalizeText(normalizeText(label).slice(0, longestLabel));
  if (clean === "") throw new EditRefused("impossible", "A speaker needs a name.");
  return clean;
}

function setText(
  document: DocumentLookup,
  id: string,
  text: string,
  newWordId: () => string,
): SegmentChange | null {
  const segment = requireSegment(document, id);
  const { words } = segment;
  if (words === null) {
    const wanted = normalizeText(text);
    if (wanted === segment.text) return null;
    return { id, before: { text: segment.text, words }, after: { text: wanted, words: null } };
  }
  const wanted = setSegmentText({ ...segment, words: [...words] }, text, newWordId);
  if (wanted.text === segment.text) return null;
  return { id, before: { text: segment.text, words }, after: { text: wanted.text, words: wanted.words } };
}

function split(
  document: DocumentLookup,
  { segmentId, at, newSegmentId }: Extract<EditCommand, { type: "segment.split" }>,
  newWordId: () => string,
): DocumentChange {
  const segment = requireSegment(document, segmentId);
  requireAbsent(document, newSegmentId);
  const { left, right } = splitSegment(segment, at, newWordId);
  const { text, words, endMs } = segment;
  const { position, moved } = makeRoom(document, segmentId);
  return ofSegments([
    ...moved,
    { id: segmentId, before: { text, words, endMs }, after: left },
    {
      id: newSegmentId,
      before: null,
      after: {
        ...right,
        ...boundTimes({ startMs: right.startMs, endMs }, segment, document.findAfter(segmentId)),
        id: newSegmentId,
        position,
        speakerId: segment.speakerId,
        revision: 0,
      },
    },
  ]);
}

function merge(
  document: DocumentLookup,
  { segmentId, nextId }: Extract<EditCommand, { type: "segment.merge" }>,
): DocumentChange {
  const segment = requireSegment(document, segmentId);
  const next = requireSegment(document, nextId);
  if (document.findAfter(segmentId)?.id !== nextId) {
    throw new EditRefused("stale", "Another line stands between these two now.");
  }
  const joined = joinSegments(segment, next);
  const { text, words, startMs, endMs } = segment;
  return ofSegments([
    { id: segmentId, before: { text, words, startMs, endMs }, after: joined },
    { id: nextId, before: next, after: null },
  ]);
}

function insert(
  document: DocumentLookup,
  command: Extract<EditCommand, { type: "segment.insert" }>,
  newWordId: () => string,
): DocumentChange {
  const { newSegmentId: id, afterId, speakerId } = command;
  requireAbsent(document, id);
  if (afterId !== null) requireSegment(document, afterId);
  if (speakerId !== null) requireSpeaker(document, speakerId);
  const { position, moved } = makeRoom(document, afterId);
  const before = afterId === null ? null : document.findSegment(afterId);
  const after = afterId === null ? document.findFirst() : document.findAfter(afterId);
  const times = boundTimes(command, before, after);
  const bare: DocumentSegment = { id, position, ...times, speakerId, text: "", words: [], revision: 0 };
  const { text, words } = setSegmentText({ ...bare, words: [] }, command.text, newWordId);
  return ofSegments([...moved, { id, before: null, after: { ...bare, text, words } }]);
}

function requireAbsent(document: DocumentLookup, id: string): void {
  if (document.findSegment(id)) throw new EditRefused("impossible", "This line is there already.");
}

function setTimes(
  document: DocumentLookup,
  command: Extract<EditCommand, { type: "segment.times" }>,
): DocumentChange {
  const { segmentId: id } = command;
  const segment = requireSegment(document, id);
  const times = boundTimes(command, document.findBefore(id), document.findAfter(id));
  const { startMs, endMs, words } = segment;
  if (times.startMs === startMs && times.endMs === endMs) return emptyChange;
  const fitted = words && fitWordTimes(words, times);
  return ofSegments([
    { id, before: { startMs, endMs, words }, after: { ...times, words: fitted && [...fitted] } },
  ]);
}

/** Lines stay in the order in which they begin: who looks for a moment halves the list. */
function boundTimes(
  wanted: { startMs: number; endMs: number },
  before: DocumentSegment | null,
  after: DocumentSegment | null,
): { startMs: number; endMs: number } {
  const low = before?.startMs ?? 0;
  const high = Math.max(low, after?.startMs ?? Number.POSITIVE_INFINITY);
  const startMs = Math.round(Math.min(high, Math.max(low, 0, wanted.startMs)));
  return { startMs, endMs: Math.round(Math.max(startMs, wanted.endMs)) };
}

function assign(
  document: DocumentLookup,
  segmentIds: readonly string[],
  speakerId: string | null,
): SegmentChange[] {
  return [...new Set(segmentIds)].flatMap((id): SegmentChange[] => {
    const segment = requireSegment(document, id);
    if (segment.speakerId === speakerId) return [];
    return [{ id, before: { speakerId: segment.speakerId }, after: { speakerId } }];
  });
}

function withoutSpeaker(document: DocumentLookup, speaker: Speaker, intoId: string | null): DocumentChange {
  return {
    ...ofSegments(assign(document, document.listIdsOfSpeaker(speaker.id), intoId)),
    speakers: [{ id: speaker.id, before: speaker, after: null }],
  };
}

/** Who spoke a line that comes back may have gone in the meantime; then it is nobody's. */
function withoutLostSpeaker(
  document: DocumentLookup,
  row: SegmentChange,
  { speakers }: DocumentChange,
): SegmentChange {
  const speakerId = row.after?.speakerId ?? null;
  if (speakerId === null || document.findSpeaker(speakerId)) return row;
  if (speakers.some(({ id, before }) => id === speakerId && before === null)) return row;
  return { ...row, after: { ...row.after, speakerId: null } } as SegmentChange;
}

function undo(document: DocumentLookup, commandId: string): DocumentChange {
  const change = document.findChange(commandId);
  if (!change) throw new EditRefused("gone", "This change is not known.");
  const isUntouched =
    change.segments.every((row) => isAsLeft(document.findSegment(row.id), row)) &&
    change.speakers.every((row) => isAsLeft(document.findSpeaker(row.id), row)) &&
    change.comments.every((row) => isAsLeft(document.findComment(row.id), row));
  if (!isUntouched) throw new EditRefused("stale", "This was changed again since.");
  const back = invertChange(change);
  // A line that goes is kept as it is now, so that one that comes back once more goes on from its last revision.
  const segments = back.segments.map((undone): SegmentChange => {
    const row = withoutLostSpeaker(document, undone, back);
    const current = row.after === null ? document.findSegment(row.id) : null;
    if (!current) return row;
    const kept = row.before as DocumentSegment;
    return { id: row.id, before: { ...current, words: current.words ?? kept.words }, after: null };
  });
  return { ...back, segments: placeReturned(document, segments) };
}
