/** What a person does to a document. Ids of new rows are made by whoever gives the command, so that browser and
 * server end with the same document; ids of new words follow from the command's own id. */
export type EditCommand =
  | { type: "segment.text"; segmentId: string; text: string }
  /** Many at once: find and replace. */
  | { type: "segment.texts"; texts: { segmentId: string; text: string }[] }
  /** `at`: UTF-16 offset in the text; inside a word of a script with spaces, the nearer end of that word. */
  | { type: "segment.split"; segmentId: string; at: number; newSegmentId: string }
  /** The line after `segmentId` is put to its end. */
  | { type: "segment.merge"; segmentId: string; nextId: string }
  | {
      type: "segment.insert";
      newSegmentId: string;
      /** Null: before the first. */
      afterId: string | null;
      startMs: number;
      endMs: number;
      text: string;
      speakerId: string | null;
    }
  | { type: "segment.remove"; segmentIds: string[] }
  | { type: "segment.times"; segmentId: string; startMs: number; endMs: number }
  | { type: "segment.speaker"; segmentIds: string[]; speakerId: string | null }
  /** A new name, and the lines that are said by it. */
  | { type: "speaker.create"; speakerId: string; label: string; segmentIds: string[] }
  | { type: "speaker.rename"; speakerId: string; label: string }
  /** All lines of the one are the other's; the one goes. */
  | { type: "speaker.merge"; fromId: string; intoId: string }
  /** Its lines are nobody's. */
  | { type: "speaker.remove"; speakerId: string }
  | {
      type: "comment.create";
      commentId: string;
      startMs: number;
      endMs: number;
      /** The words it is about, empty for a moment. */
      quote: string;
      text: string;
      createdAt: string;
    }
  /** `was`: the text it was written over; stale where another stands there now. */
  | { type: "comment.text"; commentId: string; text: string; was?: string }
  /** `resolvedAt`: when it was dealt with, ISO 8601; null: it is open again. */
  | { type: "comment.resolve"; commentId: string; resolvedAt: string | null }
  | { type: "comment.remove"; commentId: string }
  /** Takes back what another command did, where nothing came after it; of an undo, that is a redo. */
  | { type: "change.undo"; commandId: string };

/** Why a command cannot be carried out. `gone`: a row it names is not there; `stale`: what it would take back was
 * changed since; `impossible`: it makes no sense here (a split at the very end, words that are not loaded). */
export type EditRefusal = "gone" | "stale" | "impossible";

/** Thrown by `deriveChange`; told by its name, as bundles have copies of their own. */
export class EditRefused extends Error {
  override readonly name = "EditRefused";
  constructor(
    readonly reason: EditRefusal,
    message: string,
  ) {
    super(message);
  }
}

/** Segments whose text, words or times a command rests on: those it is stale with when they changed meanwhile. */
export function listBaseIds(command: EditCommand): string[] {
  switch (command.type) {
    case "segment.text":
    case "segment.split":
    case "segment.times":
      return [command.segmentId];
    case "segment.texts":
      return command.texts.map(({ segmentId }) => segmentId);
    case "segment.merge":
      return [command.segmentId, command.nextId];
    case "segment.remove":
      return command.segmentIds;
    default:
      return [];
  }
}
