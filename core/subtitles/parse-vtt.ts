import { normalizeText } from "@/core/transcript/normalize-text";
import type { Cue } from "./cue";
import { isBrokenTimingLine, parseTimingLine } from "./cue-time";
import { MendReport } from "./mend-report";
import { SubtitleFormatError } from "./subtitle-format-error";

/** Reads WebVTT: notes, styles, regions, cue ids and settings are passed over, tags are taken out of the text, the
 * first voice span of a cue names its speaker. A cue whose times cannot be read stands at the end of the one before.
 * @throws SubtitleFormatError when the first line is not WEBVTT. */
export function parseVtt(text: string, report = new MendReport()): Cue[] {
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/);
  if (!/^WEBVTT(?:[ \t]|$)/.test(lines[0] ?? "")) {
    throw new SubtitleFormatError("this is not a WebVTT file: its first line is not WEBVTT.", 1);
  }
  const cues: Cue[] = [];
  for (let index = 1; index < lines.length; index += 1) {
    const line = lines[index] ?? "";
    const isBroken = isBrokenTimingLine(line);
    const endMs = cues.at(-1)?.endMs ?? 0;
    const times = isBroken ? { startMs: endMs, endMs } : parseTimingLine(line);
    if (!times) continue;
    if (isBroken) report.add("timeUnreadable", { line: index + 1 });
    const payload: string[] = [];
    // A timing line ends the payload as well as a blank one.
    while (lines[index + 1]?.trim() && !isTimes(lines[index + 1] as string)) {
      index += 1;
      payload.push(lines[index] as string);
    }
    const cue = parsePayload(payload.join("\n"));
    if (cue.lines.length > 0) cues.push({ ...times, ...cue });
    else report.add("empty", { atMs: times.startMs });
  }
  return cues;
}

function isTimes(line: string): boolean {
  return parseTimingLine(line) !== null || isBrokenTimingLine(line);
}

function parsePayload(payload: string): Pick<Cue, "lines" | "speaker"> {
  const voice = /<v(?:\.[^\s>]*)?[ \t\n]+([^>]*)>/.exec(payload)?.[1];
  const lines = payload
    .replace(/<[^>]*>/g, "")
    .split("\n")
    .map((line) => normalizeText(decodeEntities(line)))
    .filter((line) => line !== "");
  return { lines, speaker: voice === undefined ? null : normalizeText(decodeEntities(voice)) || null };
}

const entities: Record<string, string> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: "\u00A0",
  lrm: "\u200E",
  rlm: "\u200F",
};

function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|(\w+));/g, (whole, decimal, hex, name) => {
    if (name !== undefined) return entities[name as string] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex as string, 16) : Number(decimal);
    return code > 0x10ffff ? "\uFFFD" : String.fromCodePoint(code);
  });
}
