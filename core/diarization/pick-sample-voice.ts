import type { DiarizedTurn } from "./diarize-windows";

/** In a sample that is to be of one person somebody else may be heard for a moment, but for no more. */
const otherMost = { share: 0.15, ms: 1_500 };

export interface SampleVoice {
  /** The one who speaks most. */
  speaker: number;
  turns: DiarizedTurn[];
  /** Somebody else speaks for more than a moment. */
  hasOthers: boolean;
}

/** Whose voice a sample is; null where nobody speaks. Pure. */
export function pickSampleVoice(turns: readonly DiarizedTurn[]): SampleVoice | null {
  const spoken = new Map<number, number>();
  for (const { speaker, startMs, endMs } of turns)
    spoken.set(speaker, (spoken.get(speaker) ?? 0) + endMs - startMs);
  const [most] = [...spoken].sort((a, b) => b[1] - a[1]);
  if (!most) return null;
  const [speaker, ownMs] = most;
  const wholeMs = [...spoken.values()].reduce((sum, ms) => sum + ms, 0);
  const otherMs = wholeMs - ownMs;
  return {
    speaker,
    turns: turns.filter((turn) => turn.speaker === speaker),
    hasOthers: otherMs > otherMost.ms && otherMs > otherMost.share * wholeMs,
  };
}
