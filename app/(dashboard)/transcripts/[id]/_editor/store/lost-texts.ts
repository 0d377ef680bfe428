import type { EditCommand } from "@/core/transcript/edit-command";
import type { EditOutcome } from "@/server/transcripts/edit-schema";
import { listChangedIds } from "../autosave/select-batch";
import type { PendingEdit } from "./replica";

export type Failure = Exclude<EditOutcome, { outcome: "applied" }>;

export interface Fallout {
  /** What failed, and what rests on it. */
  dropped: Set<PendingEdit>;
  /** Lines that are not as the page showed them. */
  changedIds: Set<string>;
  /** The newest text that was typed for a line and is now nowhere. */
  texts: Map<string, string>;
  /** What can be given again as it is. */
  again: EditCommand[];
}

/** What comes of commands that failed: later ones that rest on them fail with them, and every text is kept. */
export function listFallout(
  pending: readonly PendingEdit[],
  failures: ReadonlyMap<string, Failure>,
): Fallout {
  const fallout: Fallout = { dropped: new Set(), changedIds: new Set(), texts: new Map(), again: [] };
  const droppedIds = new Set<string>();
  for (const edit of pending) {
    const failure = failures.get(edit.commandId);
    const { command } = edit;
    const restsOnFailed =
      Object.keys(edit.bases).some((id) => fallout.changedIds.has(id)) ||
      (command.type === "change.undo" && droppedIds.has(command.commandId));
    if (!failure && !restsOnFailed) continue;
    fallout.dropped.add(edit);
    droppedIds.add(edit.commandId);
    for (const id of listChangedIds(edit)) fallout.changedIds.add(id);
    keepTexts(fallout, edit, restsOnFailed ? undefined : failure);
  }
  return fallout;
}

function keepTexts({ texts, again }: Fallout, { command, bases }: PendingEdit, failure: Failure | undefined) {
  if (command.type === "segment.text") texts.set(command.segmentId, command.text);
  if (command.type === "segment.insert" && command.text !== "") texts.set(command.newSegmentId, command.text);
  if (command.type !== "segment.texts") return;
  const isFine = (id: string) => failure?.outcome === "stale" && failure.segments[id]?.revision === bases[id];
  const fine = command.texts.filter(({ segmentId }) => isFine(segmentId));
  if (fine.length > 0) again.push({ type: "segment.texts", texts: fine });
  for (const { segmentId, text } of command.texts) if (!isFine(segmentId)) texts.set(segmentId, text);
}
