import { normalizeText } from "@/core/transcript/normalize-text";
import type { TranscriptText } from "@/core/transcript/transcript-text";
import { deriveParagraphs, type ReadingOptions } from "./derive-paragraphs";
import { escapeMarkdown } from "./escape-markdown";
import { serializeClock } from "./serialize-clock";

/** Markdown (CommonMark, GitHub's too): the title, then a paragraph for each turn. Whatever of the user's could be read as
 * markup, as HTML or as a link stands behind a backslash. */
export function serializeMarkdown(transcript: TranscriptText, options: ReadingOptions = {}): string {
  const { speakers = true, times = false } = options;
  const title = normalizeText(transcript.title);
  const paragraphs = deriveParagraphs(transcript).map(({ startMs, speaker, text }) => {
    const time = times ? `\\[${serializeClock(startMs)}\\] ` : "";
    const name = speakers && speaker !== "" ? `**${escapeMarkdown(speaker)}:** ` : "";
    return `${time}${name}${escapeMarkdown(text)}\n`;
  });
  return [...(title === "" ? [] : [`# ${escapeMarkdown(title)}\n`]), ...paragraphs].join("\n");
}
