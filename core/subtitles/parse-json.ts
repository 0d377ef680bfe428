import { findErrorLine } from "./find-error-line";
import { SubtitleFormatError } from "./subtitle-format-error";
import { type TraxDocument, traxDocument } from "./trax-document";

/** Reads what `serializeJson` writes.
 * @throws SubtitleFormatError naming the first thing that is wrong. */
export function parseJson(text: string): TraxDocument {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new SubtitleFormatError("this is not a JSON file, or it is cut off.", findErrorLine(text, error));
  }
  const result = traxDocument.safeParse(value);
  if (result.success) return result.data;
  const { format, version } = (value ?? {}) as { format?: unknown; version?: unknown };
  if (format !== "trax")
    throw new SubtitleFormatError('This JSON is not a Trax document: it has no "format": "trax".');
  if (typeof version === "number" && version > 1) {
    throw new SubtitleFormatError(
      `This document has version ${version} and comes from a newer Trax. Update Trax and try again.`,
    );
  }
  const issue = result.error.issues[0];
  throw new SubtitleFormatError(
    `This Trax document is damaged at ${issue?.path.join(".") || "its top"}: ${issue?.message}.`,
  );
}
