import { countWords } from "./count-words";

interface SpokenLine {
  id: string;
  startMs: number;
  endMs: number;
  speakerId: string | null;
  text: string;
}

interface Stretch {
  startMs: number;
  endMs: number;
}

/** What one says until somebody else speaks. */
export interface SpokenTurn extends Stretch {
  /** Null: nobody was named. */
  speakerId: string | null;
  /** The line it begins with. */
  segmentId: string;
  lines: number;
}

export interface SpeakerStatistics {
  lines: number;
  words: number;
  /** Time in lines, a moment that two lines share counted once. */
  talkMs: number;
  /** Of the talk time of all and of nobody, 0..1. */
  share: number;
  turns: number;
  /** Words a minute of talk time; null where there is too little of it to say. */
  wordsPerMinute: number | null;
  /** Turns that begin while another one speaks. */
  interruptions: number;
  longestTurnMs: number;
}

export const speakerStatisticsLimits = {
  /** Two turns that share less are neighbours: the times of words are right to about this much. */
  overlapMs: 200,
  /** Less talk says nothing about how fast somebody speaks. */
  rateMs: 3_000,
};

/** Turns in order: lines of one speaker that follow each other are one, whatever the pause between them.
 * @param lines in the order in which they begin */
export function listSpokenTurns(lines: readonly SpokenLine[]): SpokenTurn[] {
  const turns: SpokenTurn[] = [];
  for (const { id, startMs, endMs, speakerId } of lines) {
    const last = turns.at(-1);
    if (last && last.speakerId === speakerId) {
      last.endMs = Math.max(last.endMs, endMs);
      last.lines += 1;
    } else turns.push({ speakerId, segmentId: id, startMs, endMs, lines: 1 });
  }
  return turns;
}

/** How much and how each speaker speaks; lines of nobody stand under null, interrupt nobody and are not interrupted.
 * @param lines in the order in which they begin
 * @param overlaps stretches in which two voices were heard at once, in order: a change of speakers inside one is an
 * interruption, though a line is said by one alone */
export function listSpeakerStatistics(
  lines: readonly SpokenLine[],
  turns: readonly SpokenTurn[] = listSpokenTurns(lines),
  overlaps: readonly Stretch[] = [],
): Map<string | null, SpeakerStatistics> {
  const statistics = new Map<string | null, SpeakerStatistics>();
  const heardUntil = new Map<string | null, number>();
  let totalMs = 0;
  for (const line of lines) {
    const one = statistics.get(line.speakerId) ?? createStatistics();
    statistics.set(line.speakerId, one);
    const until = heardUntil.get(line.speakerId) ?? Number.NEGATIVE_INFINITY;
    const addedMs = Math.max(0, line.endMs - Math.max(line.startMs, until));
    heardUntil.set(line.speakerId, Math.max(until, line.endMs));
    one.lines += 1;
    one.words += countWords(line.text);
    one.talkMs += addedMs;
    totalMs += addedMs;
  }
  for (const turn of turns) {
    const one = statistics.get(turn.speakerId);
    if (!one) continue;
    one.turns += 1;
    one.longestTurnMs = Math.max(one.longestTurnMs, turn.endMs - turn.startMs);
  }
  for (const speakerId of listInterrupting(turns, overlaps)) {
    const one = statistics.get(speakerId);
    if (one) one.interruptions += 1;
  }
  for (const one of statistics.values()) {
    one.share = totalMs > 0 ? one.talkMs / totalMs : 0;
    if (one.talkMs >= speakerStatisticsLimits.rateMs) one.wordsPerMinute = (one.words * 60_000) / one.talkMs;
  }
  return statistics;
}

function createStatistics(): SpeakerStatistics {
  return {
    lines: 0,
    words: 0,
    talkMs: 0,
    share: 0,
    turns: 0,
    wordsPerMinute: null,
    interruptions: 0,
    longestTurnMs: 0,
  };
}

/** Who begins, once for each turn that begins before another's ends. */
function listInterrupting(turns: readonly SpokenTurn[], overlaps: readonly Stretch[]): string[] {
  const { overlapMs } = speakerStatisticsLimits;
  const interrupting: string[] = [];
  /** The two speakers that speak on for longest: the one that begins may be one of them. */
  let latest: { speakerId: string; endMs: number }[] = [];
  let at = 0;
  let before: string | null = null;
  for (const { speakerId, startMs, endMs } of turns) {
    if (speakerId === null) {
      before = null;
      continue;
    }
    while ((overlaps[at]?.endMs ?? Number.POSITIVE_INFINITY) < startMs) at += 1;
    const isInOverlap = before !== null && (overlaps[at]?.startMs ?? Number.POSITIVE_INFINITY) <= startMs;
    const other = latest.find((one) => one.speakerId !== speakerId);
    if (isInOverlap || (other && Math.min(other.endMs, endMs) - startMs > overlapMs))
      interrupting.push(speakerId);
    const own = latest.find((one) => one.speakerId === speakerId);
    latest = [...latest.filter((one) => one !== own), { speakerId, endMs: Math.max(endMs, own?.endMs ?? 0) }]
      .sort((a, b) => b.endMs - a.endMs)
      .slice(0, 2);
    before = speakerId;
  }
  return interrupting;
}
