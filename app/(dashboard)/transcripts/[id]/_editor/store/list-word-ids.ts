import type { EditCommand } from "@/core/transcript/edit-command";

/** Lines whose words a command needs. */
export function listWordIds(command: EditCommand): string[] {
  if (command.type === "segment.merge") return [command.segmentId, command.nextId];
  return command.type === "segment.split" || command.type === "segment.times" ? [command.segmentId] : [];
}
