import type { TranscriptText } from "@/core/transcript/transcript-text";
import type { TraxDocument } from "./trax-document";

/** Where a text came from, as far as it is known. */
export type DocumentOrigin = Pick<TraxDocument, "media" | "engine">;

/** The document without what belongs to this installation alone: profiles, positions, revisions. */
export function deriveTraxDocument(transcript: TranscriptText, origin: DocumentOrigin): TraxDocument {
  return {
    format: "trax",
    version: 1,
    title: transcript.title,
    media: origin.media,
    engine: origin.engine,
    speakers: transcript.speakers.map(({ id, label }) => ({ id, label })),
    segments: transcript.segments.map(({ id, startMs, endMs, speakerId, text, words }) => ({
      id,
      startMs,
      endMs,
      speakerId,
      text,
      words: words.map((word) => ({
        id: word.id,
        text: word.text,
        startMs: word.startMs,
        endMs: word.endMs,
        confidence: word.confidence,
      })),
    })),
  };
}

/** What acts on a terminal or turns the direction of a line, and may stand bare in JSON. */
const acting = /(?!\n)[\p{Cc}\u2028-\u202E\u2066-\u2069\uFEFF]/gu;

/** JSON with the outer levels on lines of their own and one segment a line: readable, and small to compare. */
export function serializeJson(document: TraxDocument): string {
  const { segments, ...head } = document;
  const outer = JSON.stringify(head, null, 2).replace(/\n\}$/, "");
  const lines = segments.map((segment) => `    ${JSON.stringify(segment)}`);
  const text = `${outer},\n  "segments": [${lines.length > 0 ? `\n${lines.join(",\n")}\n  ` : ""}]\n}\n`;
  return text.replace(acting, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
