import { deriveParagraphs, type ReadingOptions } from "@/core/exports/derive-paragraphs";
import { serializeClock } from "@/core/exports/serialize-clock";
import { replaceUnwritable } from "@/core/subtitles/escape-xml";
import { normalizeText } from "@/core/transcript/normalize-text";
import type { TranscriptText } from "@/core/transcript/transcript-text";

/** A Word file (Office Open XML): the title, then a paragraph for each turn. The library is large and is loaded with the
 * first of them. */
export async function serializeDocx(
  transcript: TranscriptText,
  options: ReadingOptions = {},
): Promise<Uint8Array> {
  const { speakers = true, times = false } = options;
  const { Document, HeadingLevel, Packer, Paragraph, TextRun } = await import("docx");
  const title = replaceUnwritable(normalizeText(transcript.title));
  const paragraphs = deriveParagraphs(transcript).map(({ startMs, speaker, text }) => {
    const runs = [
      ...(times ? [new TextRun({ text: `[${serializeClock(startMs)}] `, color: "6B7280" })] : []),
      ...(speakers && speaker !== ""
        ? [new TextRun({ text: `${replaceUnwritable(speaker)}: `, bold: true })]
        : []),
      new TextRun(replaceUnwritable(text)),
    ];
    return new Paragraph({ children: runs, spacing: { after: 160 } });
  });
  const heading =
    title === "" ? [] : [new Paragraph({ heading: HeadingLevel.HEADING_1, children: [new TextRun(title)] })];
  const document = new Document({
    ...{ title, creator: "Trax", description: "" },
    sections: [{ children: [...heading, ...paragraphs] }],
  });
  return new Uint8Array(await Packer.toBuffer(document));
}
