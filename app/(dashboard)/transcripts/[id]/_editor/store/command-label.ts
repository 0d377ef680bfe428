import type { EditCommand } from "@/core/transcript/edit-command";

const labels: Record<EditCommand["type"], string> = {
  "segment.text": "typing",
  "segment.texts": "replacing",
  "segment.split": "splitting a line",
  "segment.merge": "joining lines",
  "segment.insert": "a new line",
  "segment.remove": "removing lines",
  "segment.times": "changing times",
  "segment.speaker": "changing who speaks",
  "speaker.create": "a new speaker",
  "speaker.rename": "renaming a speaker",
  "speaker.merge": "joining speakers",
  "speaker.remove": "removing a speaker",
  "comment.create": "a comment",
  "comment.text": "changing a comment",
  "comment.resolve": "resolving a comment",
  "comment.remove": "removing a comment",
  "change.undo": "taking back",
};

/** What undo names: "Undo typing". */
export function commandLabel(command: EditCommand | undefined): string {
  return command ? labels[command.type] : "";
}
