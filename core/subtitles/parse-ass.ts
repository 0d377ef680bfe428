import { normalizeText } from "@/core/transcript/normalize-text";
import type { Cue } from "./cue";
import { MendReport } from "./mend-report";
import { SubtitleFormatError } from "./subtitle-format-error";

const time = /^\s*(-?)(\d{1,6}):(\d{1,2}):(\d{1,2})(?:[.,:](\d{1,3}))?\s*$/;

/** Reads SubStation Alpha, version 4 and 4+: the dialogue with its times and names. Commands and drawings are taken out,
 * remarks and styles passed over. A line whose times cannot be read stands at the end of the one before.
 * @throws SubtitleFormatError when there is text but no part for it. */
export function parseAss(text: string, report = new MendReport()): Cue[] {
  const cues: Cue[] = [];
  let fields = ["layer", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect", "text"];
  let isEvents = false;
  let hasEvents = false;
  for (const [index, raw] of text
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\r|\n/)
    .entries()) {
    const line = raw.trimStart();
    if (line.startsWith("[")) isEvents = /^\[events\]/i.test(line);
    hasEvents ||= isEvents;
    if (!isEvents) continue;
    const format = /^format:(.*)$/i.exec(line)?.[1];
    if (format !== undefined) {
      const named = format.split(",", 40).map((field) => field.trim().toLowerCase());
      if (named.includes("start") && named.at(-1) === "text") fields = named;
      continue;
    }
    const values = /^dialogue:(.*)$/i.exec(line)?.[1];
    if (values === undefined) continue;
    const cells = splitFields(values, fields.length);
    const cell = (name: string) => cells[fields.indexOf(name)] ?? "";
    const before = cues.at(-1)?.endMs ?? 0;
    let startMs = parseAssTime(cell("start"));
    let endMs = parseAssTime(cell("end"));
    if (startMs === null || endMs === null) {
      report.add("timeUnreadable", { line: index + 1 });
      startMs = before;
      endMs = before;
    }
    const cue = { startMs, endMs, lines: readLines(cell("text")), speaker: unjoin(cell("name")) || null };
    if (cue.lines.length > 0) cues.push(cue);
    else report.add("empty", { line: index + 1, atMs: startMs });
  }
  if (!hasEvents && text.trim() !== "") {
    throw new SubtitleFormatError("this is not an ASS file: it has no part called [Events].", 1);
  }
  return cues;
}

/** The last field takes the rest, commas and all. */
function splitFields(values: string, count: number): string[] {
  const cells: string[] = [];
  let from = 0;
  while (cells.length < count - 1) {
    const comma = values.indexOf(",", from);
    if (comma < 0) break;
    cells.push(values.slice(from, comma));
    from = comma + 1;
  }
  return [...cells, values.slice(from)];
}

function parseAssTime(text: string): number | null {
  const match = time.exec(text);
  if (!match) return null;
  const [, minus, hours, minutes, seconds, fraction = ""] = match;
  const whole = Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds);
  const ms = whole * 1_000 + Number(fraction.padEnd(3, "0"));
  return minus === "-" && ms > 0 ? -ms : ms;
}

/** `{\p1}` begins a drawing, which `{\p0}` ends: what stands between are no words. */
function readLines(text: string): string[] {
  let isDrawing = false;
  const words = text.replace(/\{([^}]*)\}|[^{]+|\{/g, (part, command: string | undefined) => {
    if (command === undefined) return isDrawing ? "" : part;
    const drawing = /\\p(\d)/.exec(command)?.[1];
    if (drawing !== undefined) isDrawing = drawing !== "0";
    return "";
  });
  return words
    .replace(/\\h/g, "\u00A0")
    .split(/\\[Nn]/)
    .map(unjoin)
    .filter((line) => line !== "");
}

function unjoin(text: string): string {
  return normalizeText(text.replace(/\\\u2060/g, "\\"));
}
