import type { TimedWord } from "@/core/transcript/types";

/** Half-open, in milliseconds. */
export interface Stretch {
  startMs: number;
  endMs: number;
}

/** A pause between two words takes about as long as a letter. */
const pauseChars = 1;

/** Words of a text that came without times, each as long as its letters, over the stretches in which somebody speaks.
 * In order, not overlapping, none over a pause. The confidence is null: nothing was heard of where they are. */
export function spreadWords(words: readonly string[], voice: readonly Stretch[]): TimedWord[] {
  const stretches = voice.filter(({ startMs, endMs }) => endMs > startMs);
  const spokenMs = stretches.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
  const sizes = words.map((word) => word.length + pauseChars);
  const chars = sizes.reduce((sum, size) => sum + size, 0);
  const perChar = chars > 0 ? spokenMs / chars : 0;
  let said = 0;
  let at = 0;
  /** Speech before the stretch `at`. */
  let beforeMs = 0;
  return words.map((text, index) => {
    const from = said * perChar;
    said += sizes[index] ?? 0;
    const to = said * perChar;
    const middle = (from + to) / 2;
    for (let stretch = stretches[at]; stretch && at < stretches.length - 1; stretch = stretches[at]) {
      const lengthMs = stretch.endMs - stretch.startMs;
      if (beforeMs + lengthMs > middle) break;
      beforeMs += lengthMs;
      at += 1;
    }
    // A word belongs to where its middle is, and reaches over no pause.
    const { startMs, endMs } = stretches[at] ?? { startMs: 0, endMs: 0 };
    const place = (ms: number) => Math.round(Math.min(endMs, Math.max(startMs, startMs + ms - beforeMs)));
    return { text, startMs: place(from), endMs: place(to), confidence: null };
  });
}

/** The parts of stretches that lie in a span; the span itself where none does. */
export function clipStretches(voice: readonly Stretch[], span: Stretch): Stretch[] {
  const parts = voice
    .map(({ startMs, endMs }) => ({
      startMs: Math.max(startMs, span.startMs),
      endMs: Math.min(endMs, span.endMs),
    }))
    .filter(({ startMs, endMs }) => endMs > startMs);
  return parts.length > 0 ? parts : [span];
}
