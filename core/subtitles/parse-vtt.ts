import { normalizeText } from "@/core/transcript/normalize-text";
import type { Cue } from "./cue";
import { parseTimingLine } from "./cue-time";
import { SubtitleFormatError } from "./subtitle-format-error";

/** Reads WebVTT: notes, styles, regions, cue ids and settings are passed over, tags are taken out of the text, the
 * first voice span of a cue names its speaker.
 * @throws SubtitleFormatError when the first line is not WEBVTT. */
export function parseVtt(text: string): Cue[] {
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/);
  if (!/^WEBVTT(?:[ \t]|$)/.test(lines[0] ?? "")) {
    throw new SubtitleFormatError("This is not a WebVTT file: its first line is not WEBVTT.");
  }
  const cues: Cue[] = [];
  for (let index = 1; index < lines.length; index += 1) {
    const times = parseTimingLine(lines[index] ?? "");
    if (!times) continue;
    const payload: string[] = [];
    // A timing line ends the payload as well as a blank one.
    while (lines[index + 1]?.trim() && parseTimingLine(lines[index + 1] as string) === null) {
      index += 1;
      payload.push(lines[index] as string);
    }
    const cue = parsePayload(payload.join("\n"));
    if (cue.lines.length > 0) cues.push({ ...times, ...cue });
  }
  return cues;
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
