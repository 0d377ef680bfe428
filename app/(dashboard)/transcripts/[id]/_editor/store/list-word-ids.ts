import type { DocumentSegment } from "@/core/transcript/document-change";
import type { EditCommand } from "@/core/transcript/edit-command";

/** Lines whose words a command needs. */
function listWordIds(command: EditCommand): string[] {
  if (command.type === "segment.merge") return [command.segmentId, command.nextId];
  return command.type === "segment.split" || command.type === "segment.times" ? [command.segmentId] : [];
}

type FindSegment = (id: string) => DocumentSegment | null;

/** Those of them that are not loaded. */
export function listWordless(commands: readonly EditCommand[], find: FindSegment): string[] {
  return commands.flatMap(listWordIds).filter((id) => find(id)?.words === null);
}

/** Gives whether the text before each place where lines are to be split is still what it is now. */
export function rememberCuts(commands: readonly EditCommand[], find: FindSegment): () => boolean {
  const read = () =>
    commands.map((command) =>
      command.type === "segment.split" ? (find(command.segmentId)?.text.slice(0, command.at) ?? "") : "",
    );
  const seen = read();
  return () => read().every((text, index) => text === seen[index]);
}
