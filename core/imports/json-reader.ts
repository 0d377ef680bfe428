import type { z } from "zod";
import type { MendReport } from "@/core/subtitles/mend-report";
import { SubtitleFormatError } from "@/core/subtitles/subtitle-format-error";
import { findPathLine } from "./find-path-line";
import type { RawTranscript } from "./imported-transcript";

/** One kind of JSON: how to know it by its outer keys, and how to read it. */
export interface JsonReader {
  isOurs(value: Record<string, unknown>): boolean;
  /** @throws SubtitleFormatError with the line of the first thing that is wrong. */
  read(value: unknown, text: string, report: MendReport): RawTranscript;
}

/** What a schema makes of a value.
 * @throws SubtitleFormatError */
export function requireShape<Shape extends z.ZodType>(
  schema: Shape,
  value: unknown,
  text: string,
  service: string,
): z.infer<Shape> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = issue?.path ?? [];
  throw new SubtitleFormatError(
    `"${path.join(".").slice(0, 200) || "the file"}" is not as ${service} writes it.`,
    findPathLine(text, path),
  );
}
