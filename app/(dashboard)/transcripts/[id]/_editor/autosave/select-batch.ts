import { listBaseIds } from "@/core/transcript/edit-command";
import type { PendingEdit } from "../store/replica";

const maxCommands = 100;
/** The server takes more; a request stays quick. */
const maxCharacters = 1_000_000;

/** The next commands that one request carries. It ends before a command that rests on a line which an earlier one of
 * it changes: were that one refused, the revision that the later one names could by chance be somebody else's. */
export function selectBatch(pending: readonly PendingEdit[], most: number = maxCommands): PendingEdit[] {
  const batch: PendingEdit[] = [];
  const changed = new Set<string>();
  let characters = 0;
  for (const edit of pending) {
    if (batch.length >= Math.min(most, maxCommands)) break;
    if (Object.keys(edit.bases).some((id) => changed.has(id))) break;
    characters += countCharacters(edit);
    if (batch.length > 0 && characters > maxCharacters) break;
    batch.push(edit);
    for (const id of listChangedIds(edit)) changed.add(id);
  }
  return batch;
}

/** Lines whose content the command changes, or rests on. */
export function listChangedIds({ command, bases, change }: PendingEdit): string[] {
  const ids = new Set([...listBaseIds(command), ...Object.keys(bases)]);
  for (const { id, before, after } of change.segments) {
    if (before === null || after === null || "text" in after || "startMs" in after || "endMs" in after)
      ids.add(id);
  }
  if (command.type === "segment.split" || command.type === "segment.insert") ids.add(command.newSegmentId);
  return [...ids];
}

function countCharacters({ command }: PendingEdit): number {
  if (command.type === "segment.texts") {
    return command.texts.reduce((sum, { text }) => sum + text.length + 100, 0);
  }
  if ("segmentIds" in command) return command.segmentIds.length * 40;
  return "text" in command ? command.text.length : 100;
}
