import { showToast } from "@/app/_ui/toast-store";
import { normalizeText } from "@/core/transcript/normalize-text";
import type { EditorParts } from "../editor-context";
import { createId } from "../store/create-id";
import { layWords } from "./lay-words";

/** What a person can do to lines, whether by key, menu or palette. */

const newLineMs = 2_000;
/** Their words have to be there all together. */
const mostMerged = 100;

type Parts = Pick<EditorParts, "session" | "list" | "playback">;

export const countLines = (count: number): string =>
  count === 1 ? "1 line" : `${count.toLocaleString("en")} lines`;

/** `typed`: what stands in the field, which may not be saved yet; the caret goes to the new line. */
export async function splitLine(
  { session, list }: Parts,
  segmentId: string,
  typed: string,
  at: number,
): Promise<void> {
  await session.ensureWords([segmentId]);
  const before = normalizeText(typed.slice(0, at));
  const after = normalizeText(typed.slice(at));
  if (before === "") return insertLine({ session, list }, segmentId, "before", { staysHere: true });
  if (after === "") return insertLine({ session, list }, segmentId, "after");
  session.edit(segmentId, typed);
  const newSegmentId = createId();
  if (!session.run({ type: "segment.split", segmentId, at: before.length, newSegmentId })) return;
  list.edit(newSegmentId, 0);
}

/** Where in the text the player stands, null when that is in another line or at an end of this one. */
export function findSplitAt({ session, playback }: Parts, segmentId: string): number | null {
  const row = session.segments.findRow(segmentId);
  if (!row) return null;
  const { timeMs } = playback;
  const { words, startMs, endMs, text } = row.segment;
  if (!words || timeMs <= startMs || timeMs >= endMs) return null;
  const piece = layWords(row.draft ?? text, words).find(({ word }) => word && word.endMs > timeMs);
  return piece && piece.offset > 0 ? piece.offset : null;
}

export async function splitAtPlayhead(parts: Parts, segmentId: string): Promise<void> {
  await parts.session.ensureWords([segmentId]);
  const at = findSplitAt(parts, segmentId);
  if (at === null) {
    showToast({ text: "The player stands at no place between words of this line." });
    return;
  }
  const newSegmentId = createId();
  if (parts.session.run({ type: "segment.split", segmentId, at, newSegmentId })) {
    parts.list.focus(newSegmentId);
  }
}

/** `isTyping`: the caret goes to the seam. */
export async function mergeWithNext(
  { session, list }: Parts,
  segmentId: string,
  isTyping = false,
): Promise<void> {
  const ids = session.segments.listIds();
  const nextId = ids[ids.indexOf(segmentId) + 1];
  if (nextId === undefined || !ids.includes(segmentId)) return;
  await session.ensureWords([segmentId, nextId]);
  const next = session.segments.findRow(nextId);
  const rest = normalizeText(next?.draft ?? next?.segment.text ?? "").length;
  if (!session.run({ type: "segment.merge", segmentId, nextId })) return;
  const merged = session.segments.findSegment(segmentId)?.text.length ?? 0;
  if (isTyping) list.edit(segmentId, Math.max(0, merged - rest));
  else list.focus(segmentId);
}

/** A stretch of neighbours becomes one line. */
export async function mergeLines({ session, list }: Parts, segmentIds: readonly string[]): Promise<void> {
  const ids = session.segments.listIds();
  const from = ids.indexOf(segmentIds[0] ?? "");
  const isStretch = segmentIds.every((id, index) => ids[from + index] === id);
  const [segmentId, ...nextIds] = segmentIds;
  if (from < 0 || segmentId === undefined || nextIds.length === 0) return;
  if (!isStretch) {
    showToast({ text: "Only lines that follow each other can be merged." });
    return;
  }
  if (segmentIds.length > mostMerged) {
    showToast({ text: `No more than ${mostMerged} lines are merged at once.` });
    return;
  }
  await session.ensureWords([...segmentIds]);
  const commands = nextIds.map((nextId) => ({ type: "segment.merge" as const, segmentId, nextId }));
  if (!session.run(commands, { label: `joining ${countLines(segmentIds.length)}` })) return;
  list.clearSelection();
  list.focus(segmentId);
}

export function insertLine(
  { session, list }: Pick<Parts, "session" | "list">,
  segmentId: string | null,
  where: "before" | "after",
  { staysHere = false } = {},
): void {
  const { segments } = session;
  const ids = segments.listIds();
  const at = segmentId === null ? -1 : ids.indexOf(segmentId);
  if (segmentId !== null && at < 0) return;
  const beforeIndex = segmentId === null ? -1 : where === "after" ? at : at - 1;
  const before = beforeIndex < 0 ? null : segments.findSegmentAt(beforeIndex);
  const after = segments.findSegmentAt(beforeIndex + 1);
  const startMs = before ? Math.max(before.startMs, before.endMs) : 0;
  const room = after ? Math.max(0, after.startMs - startMs) : newLineMs;
  const newSegmentId = createId();
  const isInserted = session.run({
    type: "segment.insert",
    newSegmentId,
    afterId: before?.id ?? null,
    startMs,
    endMs: startMs + Math.min(room, newLineMs),
    text: "",
    speakerId: (where === "after" ? before : after)?.speakerId ?? null,
  });
  if (isInserted && !staysHere) list.edit(newSegmentId, 0);
}

export function removeLines(
  { session, list }: Pick<Parts, "session" | "list">,
  segmentIds: readonly string[],
): void {
  const removed = new Set(segmentIds);
  const ids = session.segments.listIds();
  const last = ids.findLastIndex((id) => removed.has(id));
  if (last < 0) return;
  const nearest =
    ids.slice(last + 1).find((id) => !removed.has(id)) ?? ids.findLast((id) => !removed.has(id));
  const text =
    segmentIds.length === 1
      ? "Line deleted. Undo brings it back."
      : `${countLines(segmentIds.length)} deleted. Undo brings them back.`;
  if (
    !session.run(
      { type: "segment.remove", segmentIds: [...segmentIds] },
      { label: `removing ${countLines(segmentIds.length)}` },
    )
  )
    return;
  list.clearSelection();
  list.focus(nearest);
  showToast({ text });
}

export function setEdge({ session, playback }: Parts, segmentId: string, edge: "start" | "end"): void {
  const segment = session.segments.findSegment(segmentId);
  if (!segment) return;
  const timeMs = Math.round(playback.timeMs);
  const startMs = edge === "start" ? timeMs : Math.min(segment.startMs, timeMs);
  const endMs = edge === "end" ? timeMs : Math.max(segment.endMs, timeMs);
  session.run({ type: "segment.times", segmentId, startMs, endMs });
}
