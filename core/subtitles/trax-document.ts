import { z } from "zod";

const timeMs = z.number().int().nonnegative();

const documentWord = z.object({
  id: z.string(),
  text: z.string(),
  startMs: timeMs,
  endMs: timeMs,
  /** 0..1, null where unknown. */
  confidence: z.number().min(0).max(1).nullable(),
});

const documentSegment = z.object({
  id: z.string(),
  startMs: timeMs,
  endMs: timeMs,
  /** `id` of one of the speakers. */
  speakerId: z.string().nullable(),
  text: z.string(),
  words: z.array(documentWord),
});

/** The file "Data (.json)": everything of a transcript that means something outside this installation. Segments
 * are in order; all times are milliseconds on the clock of the media file. Version 1 only ever gains optional
 * fields. */
export const traxDocument = z
  .object({
    format: z.literal("trax"),
    version: z.literal(1),
    title: z.string(),
    media: z.object({ fileName: z.string(), durationMs: timeMs.nullable() }).nullable(),
    /** Id of the engine that heard it, null for a text that no machine made. */
    engine: z.string().nullable(),
    speakers: z.array(z.object({ id: z.string(), label: z.string() })),
    segments: z.array(documentSegment),
  })
  .superRefine((document, context) => {
    const known = new Set(document.speakers.map((speaker) => speaker.id));
    for (const [index, segment] of document.segments.entries()) {
      if (segment.speakerId !== null && !known.has(segment.speakerId)) {
        context.addIssue({
          code: "custom",
          path: ["segments", index, "speakerId"],
          message: "no such speaker",
        });
      }
      if (segment.endMs < segment.startMs) {
        context.addIssue({
          code: "custom",
          path: ["segments", index, "endMs"],
          message: "ends before it starts",
        });
      }
    }
  });
export type TraxDocument = z.infer<typeof traxDocument>;
