import type { CueRule } from "@/core/subtitles/check-cues";
import type { Comment } from "@/core/transcript/types";
import type { Correction } from "./correct-vocabulary";
import { findLoops } from "./find-loops";
import { measureReadingSpeed } from "./reading-speed";

export const reviewKinds = [
  "unsure",
  "term",
  "differ",
  "loop",
  "gap",
  "voice",
  "flip",
  "fast",
  "subtitle",
  "carry",
] as const;
export type ReviewKind = (typeof reviewKinds)[number];

/** A place that deserves a look. `id` stays the same as long as what is to be looked at does. */
export interface ReviewPoint {
  id: string;
  kind: ReviewKind;
  /** The line to go to, null where there is none near. */
  segmentId: string | null;
  startMs: number;
  endMs: number;
  /** Words of the transcript that it is about, empty where there are none. */
  quote: string;
  /** Of a subtitle: which rule of the layout it breaks, and what it should be. */
  breach?: { rule: CueRule; limit: number };
  /** Of a term: what was heard before it was corrected. */
  heard?: string;
  /** Times a phrase was said, characters a second, milliseconds without text: as the kind has it. */
  amount: number;
}

interface ReviewLine {
  id: string;
  startMs: number;
  endMs: number;
  speakerId: string | null;
  text: string;
}

export interface UnsureWord {
  segmentId: string;
  id: string;
  text: string;
  startMs: number;
  endMs: number;
}

/** A subtitle that cannot keep to the layout. */
export interface SubtitleBreach {
  segmentId: string;
  startMs: number;
  endMs: number;
  rule: CueRule;
  amount: number;
  limit: number;
  quote: string;
}

/** A word that the hearings of a recording did not agree on. */
export interface DifferingWord {
  startMs: number;
  endMs: number;
  text: string;
  /** A null text: none was heard there. */
  lost: readonly { text: string | null; heardBy: string }[];
}

interface ReviewInput {
  /** In order. */
  lines: readonly ReviewLine[];
  /** Words of low confidence, in order. */
  unsure: readonly UnsureWord[];
  /** What a person's terms were put in the place of. */
  corrections?: readonly Correction[];
  /** In order; left out where it was heard once. */
  differing?: readonly DifferingWord[];
  /** In order. */
  breaches?: readonly SubtitleBreach[];
  /** Whether the machine is unsure who says a line; left out where nobody asked it for the speakers. */
  isVoiceUnsure?: (line: ReviewLine) => boolean;
  comments: readonly Comment[];
  /** Of the recording; null where it is not known. */
  durationMs: number | null;
}

export const reviewLimits = {
  /** Longer without text is worth a listen. */
  gapMs: 8_000,
  /** A turn as short as this, inside another's, is more often a mistake than a remark. */
  flipMs: 1_000,
  /** Characters a second. Subtitles stay well below; some fast speech does not. */
  speed: 25,
  /** Shorter lines are exclamations, quick to read at any speed. */
  speedCharacters: 12,
  /** Unsure words of one line that are so near to each other are looked at together. */
  togetherMs: 5_000,
};

/** What deserves a look, in the order of the recording. */
export function listReviewPoints(input: ReviewInput): ReviewPoint[] {
  return [
    ...listUnsure(input.unsure),
    ...listTerms(input),
    ...listDiffering(input),
    ...listLoops(input.lines),
    ...listGaps(input),
    ...listUnsureVoices(input),
    ...listFlips(input.lines),
    ...listFast(input.lines),
    ...listBreaches(input.breaches ?? []),
    ...listCarried(input),
  ].sort((a, b) => a.startMs - b.startMs);
}

function listUnsure(words: readonly UnsureWord[]): ReviewPoint[] {
  const points: ReviewPoint[] = [];
  let open: ReviewPoint | null = null;
  for (const word of words) {
    const isNear =
      open !== null &&
      open.segmentId === word.segmentId &&
      word.startMs - open.startMs <= reviewLimits.togetherMs;
    if (open && isNear) {
      open.endMs = Math.max(open.endMs, word.endMs);
      open.quote += `, ${word.text}`;
      open.amount += 1;
    } else {
      open = {
        id: `unsure:${word.segmentId}:${word.id}`,
        kind: "unsure",
        segmentId: word.segmentId,
        startMs: word.startMs,
        endMs: word.endMs,
        quote: word.text,
        amount: 1,
      };
      points.push(open);
    }
  }
  return points;
}

/** As long as the term stands in its line. */
function listTerms({ corrections = [], lines }: ReviewInput): ReviewPoint[] {
  return corrections.flatMap(({ from, to, startMs }): ReviewPoint[] => {
    const line = lines.findLast((one) => one.startMs <= startMs);
    if (!line?.text.includes(to)) return [];
    const place = { segmentId: line.id, startMs, endMs: Math.max(startMs, line.endMs) };
    return [{ id: `term:${startMs}:${to}`, kind: "term", ...place, quote: to, heard: from, amount: 0 }];
  });
}

/** Those whose word stands there still: where a person has written another, they have looked. */
function listDiffering({ lines, differing = [] }: ReviewInput): ReviewPoint[] {
  let at = 0;
  return differing.flatMap(({ startMs, endMs, text, lost }): ReviewPoint[] => {
    while (at + 1 < lines.length && (lines[at + 1] as ReviewLine).startMs <= startMs) at += 1;
    const line = lines[at];
    if (!line || line.startMs > endMs || !line.text.toLowerCase().includes(text.toLowerCase())) return [];
    const others = [...new Set(lost.map((one) => (one.text === null ? "nothing" : `“${one.text}”`)))];
    const id = `differ:${line.id}:${startMs}:${text}`;
    const point = { id, segmentId: line.id, startMs, endMs, amount: lost.length };
    return [{ ...point, kind: "differ", quote: `“${text}” or ${others.join(" or ")}` }];
  });
}

function listLoops(lines: readonly ReviewLine[]): ReviewPoint[] {
  return findLoops(lines.map(({ text }) => text)).flatMap(({ line, lastLine, word, phrase, times }) => {
    const first = lines[line];
    if (!first) return [];
    return [
      {
        id: `loop:${first.id}:${word}:${times}:${phrase}`,
        kind: "loop" as const,
        segmentId: first.id,
        startMs: first.startMs,
        endMs: lines[lastLine]?.endMs ?? first.endMs,
        quote: phrase,
        amount: times,
      },
    ];
  });
}

function listGaps({ lines, durationMs }: ReviewInput): ReviewPoint[] {
  const points: ReviewPoint[] = [];
  let heardMs = 0;
  let before: string | null = null;
  const look = (startMs: number, endMs: number, segmentId: string | null) => {
    if (endMs - startMs <= reviewLimits.gapMs) return;
    const id = `gap:${startMs}:${endMs}`;
    points.push({ id, kind: "gap", segmentId, startMs, endMs, quote: "", amount: endMs - startMs });
  };
  for (const line of lines) {
    if (line.text === "") continue;
    look(heardMs, line.startMs, before ?? line.id);
    heardMs = Math.max(heardMs, line.endMs);
    before = line.id;
  }
  if (durationMs !== null) look(heardMs, durationMs, before);
  return points;
}

interface Turn {
  speakerId: string | null;
  lines: ReviewLine[];
}

function listFlips(lines: readonly ReviewLine[]): ReviewPoint[] {
  const turns: Turn[] = [];
  for (const line of lines) {
    const last = turns.at(-1);
    if (last && last.speakerId === line.speakerId) last.lines.push(line);
    else turns.push({ speakerId: line.speakerId, lines: [line] });
  }
  return turns.flatMap((turn, index): ReviewPoint[] => {
    const before = turns[index - 1];
    const first = turn.lines[0];
    if (!before || !first || turn.speakerId === null || before.speakerId === null) return [];
    if (before.speakerId !== turns[index + 1]?.speakerId) return [];
    const endMs = Math.max(...turn.lines.map((line) => line.endMs));
    if (endMs - first.startMs > reviewLimits.flipMs) return [];
    return [
      {
        id: `flip:${first.id}:${turn.speakerId}:${before.speakerId}`,
        kind: "flip",
        segmentId: first.id,
        startMs: first.startMs,
        endMs,
        quote: turn.lines.map(({ text }) => text).join(" "),
        amount: endMs - first.startMs,
      },
    ];
  });
}

/** Lines of one speaker that follow each other are looked at together. */
function listUnsureVoices({ lines, isVoiceUnsure }: ReviewInput): ReviewPoint[] {
  if (!isVoiceUnsure) return [];
  const points: ReviewPoint[] = [];
  let openSpeakerId: string | null = null;
  for (const line of lines) {
    if (line.text === "" || !isVoiceUnsure(line)) {
      openSpeakerId = null;
      continue;
    }
    const open = line.speakerId === openSpeakerId ? points.at(-1) : undefined;
    if (open) {
      open.endMs = Math.max(open.endMs, line.endMs);
      open.quote += ` ${line.text}`;
      open.amount += 1;
      continue;
    }
    openSpeakerId = line.speakerId;
    const { id, startMs, endMs, speakerId, text } = line;
    const point = { id: `voice:${id}:${speakerId}`, segmentId: id, startMs, endMs };
    points.push({ ...point, kind: "voice", quote: text, amount: 1 });
  }
  return points;
}

function listFast(lines: readonly ReviewLine[]): ReviewPoint[] {
  return lines.flatMap(({ id, startMs, endMs, text }): ReviewPoint[] => {
    if (text.length < reviewLimits.speedCharacters) return [];
    const amount = measureReadingSpeed(text, endMs - startMs);
    if (amount <= reviewLimits.speed) return [];
    const point = { id: `fast:${id}:${startMs}:${endMs}:${text.length}`, segmentId: id, startMs, endMs };
    return [{ ...point, kind: "fast", quote: text, amount }];
  });
}

function listBreaches(breaches: readonly SubtitleBreach[]): ReviewPoint[] {
  return breaches.map(({ segmentId, startMs, endMs, rule, amount, limit, quote }) => ({
    ...{
      id: `subtitle:${segmentId}:${rule}:${startMs}:${quote}`,
      kind: "subtitle",
      segmentId,
      startMs,
      endMs,
    },
    ...{ quote, amount, breach: { rule, limit } },
  }));
}

function listCarried({ comments, lines }: ReviewInput): ReviewPoint[] {
  return comments
    .filter(({ kind, resolvedAt }) => kind === "carry" && resolvedAt === null)
    .map(({ id, startMs, endMs, quote, text }) => ({
      id: `carry:${id}`,
      kind: "carry",
      segmentId: lines.findLast((line) => line.startMs <= startMs)?.id ?? lines[0]?.id ?? null,
      startMs,
      endMs,
      quote: quote || text,
      amount: 0,
    }));
}
