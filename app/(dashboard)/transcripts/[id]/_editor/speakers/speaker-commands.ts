import { showToast } from "@/app/_ui/toast-store";
import { normalizeText } from "@/core/transcript/normalize-text";
import type { Speaker } from "@/core/transcript/types";
import type { EditorParts } from "../editor-context";
import { countLines } from "../rows/row-commands";
import { createId } from "../store/create-id";

type Parts = Pick<EditorParts, "session">;

/** By name, in any case. */
export function findSpeakerNamed({ session }: Parts, name: string): Speaker | null {
  const wanted = normalizeText(name).toLowerCase();
  return session.speakers.list().find(({ label }) => label.toLowerCase() === wanted) ?? null;
}

export function listLinesOf({ session }: Parts, speakerId: string): string[] {
  const { segments } = session;
  return segments.listIds().filter((id) => segments.findSegment(id)?.speakerId === speakerId);
}

/** Those that the speaker of a line says from this line on; of a line of nobody, those of nobody. */
export function listLinesFrom({ session }: Parts, segmentId: string): string[] {
  const { segments } = session;
  const ids = segments.listIds();
  const speakerId = segments.findSegment(segmentId)?.speakerId;
  const index = ids.indexOf(segmentId);
  if (index < 0 || speakerId === undefined) return [];
  return ids.slice(index).filter((id) => segments.findSegment(id)?.speakerId === speakerId);
}

/** The first "Speaker 1", "Speaker 2", … that nobody has. */
export function findFreeLabel(parts: Parts): string {
  let number = 1;
  while (findSpeakerNamed(parts, `Speaker ${number}`)) number += 1;
  return `Speaker ${number}`;
}

export function assignSpeaker(
  { session }: Parts,
  segmentIds: readonly string[],
  speakerId: string | null,
): boolean {
  return session.run({ type: "segment.speaker", segmentIds: [...segmentIds], speakerId });
}

/** A new name, said by these lines; one that is there already is taken. */
export function createSpeaker(parts: Parts, label: string, segmentIds: readonly string[]): boolean {
  const known = findSpeakerNamed(parts, label);
  if (known) return assignSpeaker(parts, segmentIds, known.id);
  const speakerId = createId();
  return parts.session.run({ type: "speaker.create", speakerId, label, segmentIds: [...segmentIds] });
}

/** Lines that are somebody else's become this speaker's, one who is there or a new one by that name, as one step. Null
 * where nothing is to be done or could be. */
export function giveLines(
  parts: Parts,
  segmentIds: readonly string[],
  to: Speaker | string,
): { lines: number; label: string } | null {
  const known = typeof to === "string" ? findSpeakerNamed(parts, to) : to;
  const label = known?.label ?? String(to);
  const { segments } = parts.session;
  const changed = segmentIds.filter((id) => {
    const line = segments.findSegment(id);
    return line && (!known || line.speakerId !== known.id);
  });
  if (changed.length === 0) return null;
  const speakerId = known?.id ?? createId();
  const isDone = parts.session.run(
    known
      ? { type: "segment.speaker", segmentIds: changed, speakerId }
      : { type: "speaker.create", speakerId, label, segmentIds: changed },
    { label: `giving lines to “${label}”` },
  );
  return isDone ? { lines: changed.length, label } : null;
}

/** From a line on somebody else says what its speaker was given so far: one who is there, a new one by that name, or
 * nobody. */
export function giveOnward(parts: Parts, segmentId: string, to: Speaker | string | null): void {
  const segmentIds = listLinesFrom(parts, segmentId);
  const known = typeof to === "string" ? findSpeakerNamed(parts, to) : to;
  const label = known?.label ?? (typeof to === "string" ? to : null);
  const undoLabel = label === null ? "giving lines to nobody" : `giving lines to “${label}”`;
  const isDone = parts.session.run(
    known || label === null
      ? { type: "segment.speaker", segmentIds, speakerId: known?.id ?? null }
      : { type: "speaker.create", speakerId: createId(), label, segmentIds },
    { label: undoLabel },
  );
  if (!isDone) return;
  const now = `now ${segmentIds.length === 1 ? "is" : "are"}`;
  const whose = label === null ? "nobody's" : `“${label}”`;
  showUndo(parts, `${countLines(segmentIds.length)} from here on ${now} ${whose}.`, undoLabel);
}

/** Everywhere. The name of another speaker makes the two one. */
export function renameSpeaker(parts: Parts, speaker: Speaker, label: string): void {
  const other = findSpeakerNamed(parts, label);
  if (other && other.id !== speaker.id) mergeSpeakers(parts, speaker, other);
  else
    parts.session.run(
      { type: "speaker.rename", speakerId: speaker.id, label },
      { label: `Rename “${speaker.label}”` },
    );
}

export function mergeSpeakers(parts: Parts, from: Speaker, into: Speaker): void {
  const count = listLinesOf(parts, from.id).length;
  const label = `joining “${from.label}” and “${into.label}”`;
  if (!parts.session.run({ type: "speaker.merge", fromId: from.id, intoId: into.id }, { label })) return;
  showUndo(
    parts,
    `${countLines(count)} of “${from.label}” now ${count === 1 ? "is" : "are"} “${into.label}”.`,
    label,
  );
}

export function removeSpeaker(parts: Parts, speaker: Speaker): void {
  const count = listLinesOf(parts, speaker.id).length;
  const label = `removing “${speaker.label}”`;
  if (!parts.session.run({ type: "speaker.remove", speakerId: speaker.id }, { label })) return;
  const rest = count === 0 ? "" : ` ${countLines(count)} now ${count === 1 ? "is" : "are"} nobody's.`;
  showUndo(parts, `“${speaker.label}” removed.${rest}`, label);
}

/** Undo takes back the last change, which may be another one by the time the button is pressed. */
export function showUndo({ session }: Parts, text: string, label: string): void {
  const run = () => {
    if (session.getStatus().undoLabel === label) return void session.travel("undo");
    showToast({ text: "Something else was changed since. Undo goes back step by step." });
  };
  showToast({ text, action: { label: "Undo", run } });
}
