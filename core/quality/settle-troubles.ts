import { toKey } from "../alignment/carry-word-times";
import type { TimedWord } from "../transcript/types";
import { cutTroubles, findTroubles, type HeardChunk, type Span, type Trouble } from "./find-troubles";
import type { QualityWarning } from "./quality-warnings";

/** What becomes of troubles: each stretch is heard once more by itself, and the better of both hearings stays. */

export interface Retry extends Span {
  words: readonly TimedWord[];
}

/** Sound before and behind a trouble that is heard with it: words need some to be told by. */
const marginMs = 800;
/** A recording of which more than this is to be heard again is no better for it. */
const mostRetries = 200;
const longestMs = 20_000;
/** A word that was heard twice stands twice only where the two are this far apart. */
const sameWordMs = 400;
const leastConfidence = 0.3;

/** What is heard once more, in order and not overlapping, none longer than an engine takes. */
export function planRetries(troubles: readonly Trouble[], totalMs: number): Span[] {
  const spans: Span[] = [];
  for (const { startMs, endMs } of troubles) {
    const start = Math.max(0, startMs - marginMs);
    const end = Math.min(totalMs, endMs + marginMs);
    const last = spans.at(-1);
    if (last && start <= last.endMs && end - last.startMs <= longestMs) {
      last.endMs = Math.max(last.endMs, end);
      continue;
    }
    for (let from = Math.max(start, last?.endMs ?? 0); from < end; from += longestMs) {
      spans.push({ startMs: from, endMs: Math.min(end, from + longestMs) });
    }
  }
  return spans.slice(0, mostRetries);
}

/** The text without what nobody said, with what the second hearing found in its gaps, and what is left to tell. Pure: the
 * same hearings give the same, whenever they were made. */
export function settleTroubles(
  speech: readonly Span[],
  chunks: readonly HeardChunk[],
  retries: readonly Retry[],
): { words: TimedWord[]; warnings: QualityWarning[] } {
  const words = chunks.flatMap((chunk) => chunk.words);
  const troubles = findTroubles(speech, chunks);
  const confirmed = troubles.filter((trouble) => isConfirmed(trouble, words, retries));
  const cut = troubles.filter((trouble) => trouble.cut !== null && !confirmed.includes(trouble));
  const kept = cutTroubles(words, cut);
  const gaps = troubles.filter(({ kind }) => kind === "speech_gap");
  // Of times that were spread nothing follows, but that a gap has words now.
  const isSpread = chunks.some((chunk) => chunk.timesEstimated);
  const refilled = fillGaps(kept, gaps, retries);
  const filled = isSpread ? refilled : cutRepeats(speech, refilled);
  const heardAgain = (span: Span) => retries.some((retry) => overlaps(retry, span));
  const warnOf = ({ kind, startMs, endMs }: Trouble): QualityWarning => ({
    code: kind,
    startMs,
    endMs,
    retried: heardAgain({ startMs, endMs }),
  });
  const gapsLeft = isSpread
    ? gaps.filter((gap) => !filled.some((word) => overlaps(word, gap)))
    : findTroubles(speech, [{ startMs: 0, endMs: 0, words: filled, loopCut: false }]).filter(
        ({ kind }) => kind === "speech_gap",
      );
  const told = [...troubles.filter(({ kind }) => kind !== "speech_gap"), ...gapsLeft];
  return { words: filled, warnings: told.sort((a, b) => a.startMs - b.startMs).map(warnOf) };
}

/** The second hearing of a loop may be the same loop. */
function cutRepeats(speech: readonly Span[], words: readonly TimedWord[]): TimedWord[] {
  const troubles = findTroubles(speech, [{ startMs: 0, endMs: 0, words, loopCut: false }]);
  return cutTroubles(
    words,
    troubles.filter(({ kind }) => kind === "loop"),
  );
}

const overlaps = (a: Span, b: Span) => a.startMs < b.endMs && a.endMs > b.startMs;

/** Words over silence that are heard there again, all of them, were said too softly for the voice detector. */
function isConfirmed(
  { kind, cut }: Trouble,
  words: readonly TimedWord[],
  retries: readonly Retry[],
): boolean {
  if (kind !== "text_over_silence" || !cut) return false;
  return words
    .slice(cut.from, cut.to)
    .every((word) =>
      retries.some((retry) =>
        retry.words.some(
          (again) =>
            toKey(again.text) === toKey(word.text) &&
            Math.abs(again.startMs - word.startMs) <= sameWordMs &&
            (again.confidence ?? 1) >= 0.5,
        ),
      ),
    );
}

/** Words of the second hearing whose middle lies in a gap, but those that stand right beside it already. */
function fillGaps(
  kept: readonly TimedWord[],
  gaps: readonly Trouble[],
  retries: readonly Retry[],
): TimedWord[] {
  const found = gaps.flatMap((gap) => {
    const before = kept.filter(({ startMs }) => startMs <= gap.startMs).at(-1);
    const after = kept.find(({ startMs }) => startMs > gap.startMs);
    return retries.flatMap((retry) =>
      overlaps(retry, gap) ? retry.words.filter((word) => fits(word, gap, before, after)) : [],
    );
  });
  if (found.length === 0) return [...kept];
  const all = [...kept, ...found].sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs);
  let endMs = 0;
  return all.map((word, at) => {
    const startMs = Math.max(word.startMs, endMs);
    endMs = Math.max(startMs, Math.min(word.endMs, all[at + 1]?.startMs ?? word.endMs));
    return { ...word, startMs, endMs };
  });
}

function fits(
  word: TimedWord,
  gap: Span,
  before: TimedWord | undefined,
  after: TimedWord | undefined,
): boolean {
  const middleMs = (word.startMs + word.endMs) / 2;
  if (middleMs < gap.startMs || middleMs > gap.endMs || (word.confidence ?? 1) < leastConfidence)
    return false;
  const key = toKey(word.text);
  const isBefore = before && key === toKey(before.text) && word.startMs - before.endMs < sameWordMs;
  const isAfter = after && key === toKey(after.text) && after.startMs - word.endMs < sameWordMs;
  return !isBefore && !isAfter;
}
