import type { EditCommand } from "@/core/transcript/edit-command";
import { rowsACommand } from "@/server/transcripts/edit-schema";

/** A command over more lines than one may name, as several. */
export function cutCommand(command: EditCommand): EditCommand[] {
  switch (command.type) {
    case "segment.texts":
      return cut(command.texts).map((texts) => ({ ...command, texts }));
    case "segment.remove":
    case "segment.speaker":
      return cut(command.segmentIds).map((segmentIds) => ({ ...command, segmentIds }));
    case "speaker.create": {
      const [segmentIds = [], ...rest] = cut(command.segmentIds);
      const { speakerId } = command;
      return [
        { ...command, segmentIds },
        ...rest.map((ids): EditCommand => ({ type: "segment.speaker", segmentIds: ids, speakerId })),
      ];
    }
    default:
      return [command];
  }
}

function cut<T>(rows: T[]): T[][] {
  const parts: T[][] = [];
  for (let at = 0; at === 0 || at < rows.length; at += rowsACommand)
    parts.push(rows.slice(at, at + rowsACommand));
  return parts;
}
