import { z } from "zod";
import type { EditCommand } from "@/core/transcript/edit-command";
import { documentIdInput, segment, word } from "./schema";

/** The wire of the editor: commands in, what became of them out. See core/transcript/edit-command.ts. */

const id = z.uuid().toLowerCase();
const text = z.string().max(1_000_000);
const label = z.string().max(1_000);
/** Beyond, the browser cuts one edit into several commands, taken back together. */
export const rowsACommand = 2_000;
const ids = z.array(id).max(rowsACommand);
/** 23 days: what the database holds. */
const time = z.number().int().min(0).max(2_000_000_000);
const instant = z.iso.datetime().refine((text) => {
  const year = new Date(text).getUTCFullYear();
  return year >= 1970 && year < 10_000;
}, "The instant lies out of range.");

export const editCommand = z.discriminatedUnion("type", [
  z.object({ type: z.literal("segment.text"), segmentId: id, text }),
  z.object({
    type: z.literal("segment.texts"),
    texts: z.array(z.object({ segmentId: id, text })).max(rowsACommand),
  }),
  z.object({
    type: z.literal("segment.split"),
    segmentId: id,
    at: z.number().int().min(0),
    newSegmentId: id,
  }),
  z.object({ type: z.literal("segment.merge"), segmentId: id, nextId: id }),
  z.object({
    type: z.literal("segment.insert"),
    newSegmentId: id,
    afterId: id.nullable(),
    startMs: time,
    endMs: time,
    text,
    speakerId: id.nullable(),
  }),
  z.object({ type: z.literal("segment.remove"), segmentIds: ids }),
  z.object({ type: z.literal("segment.times"), segmentId: id, startMs: time, endMs: time }),
  z.object({ type: z.literal("segment.speaker"), segmentIds: ids, speakerId: id.nullable() }),
  z.object({ type: z.literal("speaker.create"), speakerId: id, label, segmentIds: ids }),
  z.object({ type: z.literal("speaker.rename"), speakerId: id, label }),
  z.object({ type: z.literal("speaker.merge"), fromId: id, intoId: id }),
  z.object({ type: z.literal("speaker.remove"), speakerId: id }),
  z.object({
    type: z.literal("comment.create"),
    commentId: id,
    startMs: time,
    endMs: time,
    quote: z.string().max(10_000),
    text: z.string().max(20_000),
    createdAt: instant,
  }),
  z.object({
    type: z.literal("comment.text"),
    commentId: id,
    text: z.string().max(20_000),
    was: z.string().max(20_000).optional(),
  }),
  z.object({ type: z.literal("comment.resolve"), commentId: id, resolvedAt: instant.nullable() }),
  z.object({ type: z.literal("comment.remove"), commentId: id }),
  z.object({ type: z.literal("change.undo"), commandId: id }),
]) satisfies z.ZodType<EditCommand>;

export const commentView = z.object({
  id,
  kind: z.enum(["note", "carry"]),
  startMs: z.number().int(),
  endMs: z.number().int(),
  quote: z.string(),
  text: z.string(),
  createdAt: z.string(),
  resolvedAt: z.string().nullable(),
});

export type CommentView = z.infer<typeof commentView>;
export const commentListOutput = z.array(commentView);

export const headListInput = documentIdInput.extend({
  /** The position of the last line that is there already. */
  cursor: z.number().nullish(),
  limit: z.number().int().min(1).max(5_000).default(1_000),
});
export const headListOutput = z.object({
  segments: z.array(segment.omit({ words: true })),
  nextCursor: z.number().nullable(),
});
export const wordListInput = documentIdInput.extend({ segmentIds: z.array(id).min(1).max(200) });
export const wordListOutput = z.object({
  words: z.record(z.string(), z.object({ revision: z.number().int(), words: z.array(word) })),
});

const speakerView = z.object({ id, label: z.string(), profileId: z.number().int().nullable() });

export const editApplyInput = documentIdInput.extend({
  commands: z
    .array(
      z.object({
        /** Made by the browser. What was applied before is not applied again, and answers the same. */
        commandId: id,
        /** The revisions of the lines that the command rests on (`listBaseIds`), as the browser has them. */
        bases: z.record(z.string().toLowerCase(), z.number().int().min(0)).default({}),
        command: editCommand,
      }),
    )
    .min(1)
    .max(100),
});
export type EditApplyInput = z.infer<typeof editApplyInput>;

/** `applied`: `documentRevision` is the document's revision with it, null when it was applied but changed nothing.
 * `stale`: a line was changed by somebody else meanwhile, nothing of the command was written; `segments` are the lines it
 * rests on as they are now (null: gone). `refused`: it makes no sense as the document is now, with a sentence. */
export const editOutcome = z.discriminatedUnion("outcome", [
  z.object({
    commandId: id,
    outcome: z.literal("applied"),
    documentRevision: z.number().int().nullable(),
    /** What the lines it changed have as revision now. */
    revisions: z.record(z.string(), z.number().int()),
  }),
  z.object({
    commandId: id,
    outcome: z.literal("stale"),
    segments: z.record(z.string(), segment.nullable()),
  }),
  z.object({
    commandId: id,
    outcome: z.literal("refused"),
    reason: z.enum(["gone", "stale", "impossible"]),
    sentence: z.string(),
  }),
]);
export type EditOutcome = z.infer<typeof editOutcome>;

export const editApplyOutput = z.object({
  outcomes: z.array(editOutcome),
  documentRevision: z.number().int(),
});
export type EditApplyOutput = z.infer<typeof editApplyOutput>;

export const documentChangesInput = documentIdInput.extend({ sinceRevision: z.number().int().min(0) });
/** What became different since a revision, as it is now. `isComplete` false: too much, load the document anew. */
export const documentChangesOutput = z.object({
  documentRevision: z.number().int(),
  isComplete: z.boolean(),
  segments: z.array(segment),
  removedIds: z.array(id),
  /** All of them, when any changed; null when none did. */
  speakers: z.array(speakerView).nullable(),
  comments: z.array(commentView).nullable(),
});
export type DocumentChangesOutput = z.infer<typeof documentChangesOutput>;
