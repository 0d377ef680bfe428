import { deriveParagraphs, type ReadingOptions } from "@/core/exports/derive-paragraphs";
import { serializeClock } from "@/core/exports/serialize-clock";
import type { TranscriptText } from "@/core/transcript/transcript-text";

/** Plain text in paragraphs of one speaker each, a blank line between them: "[00:01:05] Anna: …". */
export function serializeTxt(transcript: TranscriptText, options: ReadingOptions = {}): string {
  const { speakers = true, times = false } = options;
  return deriveParagraphs(transcript)
    .map(({ startMs, speaker, text }) => {
      const time = times ? `[${serializeClock(startMs)}] ` : "";
      const name = speakers && speaker !== "" ? `${speaker}: ` : "";
      return `${time}${name}${text}\n`;
    })
    .join("\n");
}
