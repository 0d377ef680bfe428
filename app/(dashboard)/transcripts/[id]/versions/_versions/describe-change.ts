import type { HistoryEntry } from "@/server/transcripts/version-schema";

const sentences: Record<string, string> = {
  "segment.text": "Text changed",
  "segment.texts": "Found and replaced",
  "segment.split": "Line split",
  "segment.merge": "Lines merged",
  "segment.insert": "Line added",
  "segment.remove": "Line deleted",
  "segment.times": "Times moved",
  "segment.speaker": "Speaker assigned",
  "speaker.create": "Speaker added",
  "speaker.rename": "Speaker renamed",
  "speaker.merge": "Speakers merged",
  "speaker.remove": "Speaker removed",
  "comment.create": "Comment added",
  "comment.text": "Comment changed",
  "comment.resolve": "Comment settled",
  "comment.remove": "Comment deleted",
  "change.undo": "Change taken back",
  "segment.undo": "Change taken back",
  "version.restore": "Earlier version restored",
  "speaker.remember": "Speaker named",
  "speaker.similar": "Similar lines assigned",
  "machine.speakers": "Speakers found",
  "machine.carry": "Transcribed again, with the edits carried over",
};

/** A change in a few words, with how many lines it was about. */
export function describeChange({ kind, lines }: Pick<HistoryEntry, "kind" | "lines">): string {
  const sentence = sentences[kind] ?? "Changed";
  return lines > 1 ? `${sentence} (${lines.toLocaleString("en")} lines)` : sentence;
}
