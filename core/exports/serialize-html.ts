import { escapeXml } from "@/core/subtitles/escape-xml";
import { normalizeText } from "@/core/transcript/normalize-text";
import type { TranscriptText } from "@/core/transcript/transcript-text";
import { deriveParagraphs, type ReadingOptions } from "./derive-paragraphs";
import { serializeClock } from "./serialize-clock";

const styles = `
  body { max-width: 42rem; margin: 3rem auto; padding: 0 1rem; font: 1.05rem/1.6 system-ui, sans-serif; }
  time { color: #6b7280; font-size: 0.85em; font-variant-numeric: tabular-nums; }
  @media (prefers-color-scheme: dark) { body { background: #111; color: #eee; } }
  @media print { body { margin: 0; max-width: none; } }
`;

/** One page that needs nothing else, to read, print and mail. It may load and run nothing, whatever is in the text. */
export function serializeHtml(transcript: TranscriptText, options: ReadingOptions = {}): string {
  const { speakers = true, times = false } = options;
  const title = escapeXml(normalizeText(transcript.title) || "Transcript");
  const paragraphs = deriveParagraphs(transcript).map(({ startMs, speaker, text }) => {
    const time = times ? `<time>${serializeClock(startMs)}</time> ` : "";
    const name = speakers && speaker !== "" ? `<b>${escapeXml(speaker)}:</b> ` : "";
    return `<p dir="auto">${time}${name}${escapeXml(text)}</p>\n`;
  });
  return `<!doctype html>
<html>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${styles}</style>
</head>
<body>
<h1 dir="auto">${title}</h1>
${paragraphs.join("")}</body>
</html>
`;
}
