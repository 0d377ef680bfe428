import { measureReadingSpeed } from "@/core/quality/reading-speed";
import type { Cue } from "./cue";
import type { CueProfile } from "./cue-profile";
import { countGraphemes } from "./graphemes";
import { belongsTogether } from "./phrase-break";

export const cueRules = ["lineLength", "lineCount", "tooShort", "tooLong", "gap", "speed", "phrase"] as const;
export type CueRule = (typeof cueRules)[number];

export interface CueBreach {
  /** Of the cue, from 0. */
  index: number;
  rule: CueRule;
  /** What it is and what it should be, in the rule's unit: characters, lines, milliseconds, characters a second. */
  amount: number;
  limit: number;
  /** Of a phrase: the two words that belong together. */
  quote?: string;
}

/** Half a character a second is what rounding to milliseconds may do. */
const speedSlack = 0.5;
/** Cues further apart do not follow each other. */
const nearMs = 1_000;

/** Where cues do not keep to a profile. Cues are in order. */
export function checkCues(cues: Cue[], profile: CueProfile): CueBreach[] {
  return cues.flatMap((cue, index) => {
    const breaches: CueBreach[] = [];
    const tell = (rule: CueRule, amount: number, limit: number) =>
      breaches.push({ index, rule, amount, limit });
    const longest = Math.max(0, ...cue.lines.map(countGraphemes));
    const durationMs = cue.endMs - cue.startMs;
    const speed = measureReadingSpeed(cue.lines.join(" "), durationMs);
    const next = cues[index + 1];
    const gapMs = next === undefined ? Number.POSITIVE_INFINITY : next.startMs - cue.endMs;
    if (longest > profile.lineCharacters) tell("lineLength", longest, profile.lineCharacters);
    if (cue.lines.length > profile.maxLines) tell("lineCount", cue.lines.length, profile.maxLines);
    if (durationMs < profile.minDurationMs) tell("tooShort", durationMs, profile.minDurationMs);
    if (durationMs > profile.maxDurationMs) tell("tooLong", durationMs, profile.maxDurationMs);
    if (gapMs < profile.gapMs) tell("gap", gapMs, profile.gapMs);
    if (speed > profile.charactersPerSecond + speedSlack) tell("speed", speed, profile.charactersPerSecond);
    const goesOn = next !== undefined && gapMs < nearMs && next.speaker === cue.speaker;
    const quote = findTornPhrase([...cue.lines, ...(goesOn ? next.lines.slice(0, 1) : [])]);
    if (quote !== null) breaches.push({ index, rule: "phrase", amount: 1, limit: 0, quote });
    return breaches;
  });
}

function findTornPhrase(lines: string[]): string | null {
  for (const [index, line] of lines.entries()) {
    const before = line.slice(line.lastIndexOf(" ") + 1);
    const after = lines[index + 1]?.split(" ", 1)[0];
    if (after !== undefined && belongsTogether(before, after)) return `${before} ${after}`;
  }
  return null;
}
