import { escapeMarkdown } from "../exports/escape-markdown";
import { serializeClock } from "../exports/serialize-clock";
import type { Summary, SummarySource } from "./types";

const clocks = (sources: readonly SummarySource[]) =>
  sources.map(({ startMs }) => serializeClock(startMs)).join(", ");

/** A summary as Markdown, ending with a line feed: sections without statements are left out. Text of the document is
 * nothing but text in it. */
export function serializeSummary(
  { sections, chapters }: Pick<Summary, "sections" | "chapters">,
  title: string,
): string {
  const lines = [`# ${escapeMarkdown(title)}`, ""];
  for (const { title: name, statements } of sections) {
    if (statements.length === 0) continue;
    lines.push(`## ${escapeMarkdown(name)}`, "");
    for (const { text, sources } of statements) lines.push(`- ${escapeMarkdown(text)} (${clocks(sources)})`);
    lines.push("");
  }
  if (chapters.length > 0) {
    lines.push("## Chapters", "");
    for (const chapter of chapters)
      lines.push(`- ${serializeClock(chapter.startMs)} ${escapeMarkdown(chapter.title)}`);
    lines.push("");
  }
  return `${lines.join("\n").trimEnd()}\n`;
}

/** The same without marks, for a letter or a message. */
export function serializePlainSummary(
  { sections, chapters }: Pick<Summary, "sections" | "chapters">,
  title: string,
): string {
  const parts = [title];
  for (const { title: name, statements } of sections) {
    if (statements.length === 0) continue;
    parts.push([name, ...statements.map(({ text, sources }) => `- ${text} (${clocks(sources)})`)].join("\n"));
  }
  if (chapters.length > 0)
    parts.push(
      ["Chapters", ...chapters.map(({ startMs, title }) => `${serializeClock(startMs)} ${title}`)].join("\n"),
    );
  return `${parts.join("\n\n")}\n`;
}
