import { Parser } from "htmlparser2";
import { normalizeText } from "@/core/transcript/normalize-text";
import type { Cue } from "./cue";
import { type MendKind, MendReport } from "./mend-report";
import { SubtitleFormatError } from "./subtitle-format-error";
import { parseTtmlTime, type TtmlClock } from "./ttml-time";

interface Frame {
  name: string;
  beginMs: number;
}

/** Deeper than any subtitle is nested. */
const depthMax = 200;

/** Reads TTML and its relatives (DFXP, IMSC): paragraphs with their times, counted from what they stand in, lines, and
 * agents as speakers. The reader resolves no entities but XML's own five and fetches nothing. A paragraph without
 * times of its own takes those of the spans in it.
 * @throws SubtitleFormatError when it is no TTML or has no paragraph with times. */
export function parseTtml(text: string, report = new MendReport()): Cue[] {
  const cues: Cue[] = [];
  const names = new Map<string, string>();
  const stack: Frame[] = [];
  let clock: TtmlClock = { frameRate: 30, tickRate: 1 };
  let open: { startMs: number | null; endMs: number | null; agent: string | null; text: string } | null =
    null;
  let agent: string | null = null;
  let isTt = false;

  /** Counting lines takes as long as the file is, so it is done for the first of a kind alone. */
  const lineOf = (kind: MendKind) => (report.has(kind) ? null : lineAt(text, parser.startIndex));
  const read = (value: string | undefined, baseMs: number): number | null => {
    const ms = value === undefined ? null : parseTtmlTime(value, clock);
    if (value !== undefined && ms === null) report.add("timeUnreadable", { line: lineOf("timeUnreadable") });
    return ms === null ? null : baseMs + ms;
  };
  const parser: Parser = new Parser(
    {
      onopentag(fullName, attributes) {
        const name = localName(fullName);
        const baseMs = stack.at(-1)?.beginMs ?? 0;
        if (stack.length >= depthMax) {
          throw new SubtitleFormatError("this is nested too deeply.", lineAt(text, parser.startIndex));
        }
        const attribute = (wanted: string) =>
          Object.entries(attributes).find(([key]) => localName(key) === wanted)?.[1];
        let beginMs = baseMs;
        if (name === "tt") {
          isTt = true;
          clock = readClock(attribute);
        } else if (name === "agent") {
          agent = attribute("id") ?? null;
        } else if (name === "br" && open) {
          open.text += "\n";
        } else if (["body", "div", "p", "span"].includes(name)) {
          const startMs = read(attribute("begin"), baseMs);
          const durationMs = read(attribute("dur"), 0);
          beginMs = startMs ?? baseMs;
          const endMs = read(attribute("end"), baseMs) ?? (durationMs === null ? null : beginMs + durationMs);
          if (name === "p") open = { startMs, endMs, agent: attribute("agent") ?? null, text: "" };
          else if (name === "span" && open) {
            open.startMs ??= startMs;
            if (endMs !== null && (open.endMs ?? 0) < endMs) open.endMs = endMs;
          }
        }
        stack.push({ name, beginMs });
      },
      ontext(data) {
        const inside = stack.at(-1)?.name;
        if (open) open.text += data.replace(/[\r\n]+/g, " ");
        else if (inside === "name" && agent !== null) names.set(agent, (names.get(agent) ?? "") + data);
      },
      onclosetag(fullName) {
        const name = localName(fullName);
        stack.pop();
        if (name === "agent") agent = null;
        if (name !== "p" || !open) return;
        const { startMs, endMs, text: words } = open;
        const lines = words
          .split("\n")
          .map(normalizeText)
          .filter((line) => line !== "");
        const before = cues.at(-1)?.endMs ?? 0;
        if (lines.length === 0) report.add("empty", { atMs: startMs });
        else {
          if (startMs === null) report.add("timeMissing", { line: lineOf("timeMissing"), atMs: before });
          const from = startMs ?? before;
          cues.push({ startMs: from, endMs: endMs ?? from, lines, speaker: open.agent });
        }
        open = null;
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.write(text.replace(/^\uFEFF/, ""));
  parser.end();
  if (!isTt || (cues.length === 0 && text.length > 0 && !/<\/(?:\w+:)?tt>/.test(text))) {
    throw new SubtitleFormatError("this is not a TTML file: it has no whole <tt> element.", 1);
  }
  return cues.map((cue) => {
    const name = cue.speaker === null ? "" : normalizeText(names.get(cue.speaker) ?? cue.speaker);
    return { ...cue, speaker: name || null };
  });
}

function readClock(attribute: (name: string) => string | undefined): TtmlClock {
  const bounded = (value: string | undefined, otherwise: number) => {
    const rate = Number(value);
    return Number.isFinite(rate) && rate > 0 && rate <= 1e9 ? rate : otherwise;
  };
  const [multiply = 1, divide = 1] = (attribute("frameRateMultiplier") ?? "1 1").split(/[\s:]+/).map(Number);
  const share = multiply > 0 && divide > 0 ? multiply / divide : 1;
  const frames = bounded(attribute("frameRate"), 30);
  const ticks = attribute("frameRate") === undefined ? 1 : frames;
  return { frameRate: frames * share, tickRate: bounded(attribute("tickRate"), ticks) };
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

function lineAt(text: string, index: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at >= 0 && at < index; at = text.indexOf("\n", at + 1)) line += 1;
  return line;
}
