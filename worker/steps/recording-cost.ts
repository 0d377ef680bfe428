import type { StoredChunk } from "./transcription-chunks";

export interface RecordingCost {
  /** Sound that is paid for; what was asked twice because an answer got lost is not in it. */
  billedSeconds: number;
  /** In US dollars; null: nobody told the price. */
  pricePerMinute: number | null;
  dollars: number | null;
}

/** What the chunks of a recording cost at the server that heard them; null where none was heard at one. Pure. */
export function deriveCost(chunks: StoredChunk[], pricePerMinute: number | null): RecordingCost | null {
  const billed = chunks.flatMap(({ result }) => result?.billedSeconds ?? []);
  if (billed.length === 0) return null;
  const billedSeconds = round(
    billed.reduce((sum, seconds) => sum + seconds, 0),
    3,
  );
  const dollars = pricePerMinute === null ? null : round((billedSeconds / 60) * pricePerMinute, 6);
  return { billedSeconds, pricePerMinute, dollars };
}

/** What the longest part of the sound was heard as, or by; null where no chunk says. Pure. */
export function findMostHeard(chunks: StoredChunk[], what: "language" | "model"): string | null {
  const samples = new Map<string, number>();
  for (const { range, result } of chunks) {
    const value = result?.[what];
    if (!value || result.words.length === 0) continue;
    samples.set(value, (samples.get(value) ?? 0) + range.end - range.start);
  }
  const [most] = [...samples].sort(([, a], [, b]) => b - a);
  return most?.[0] ?? chunks.find(({ result }) => result?.[what])?.result?.[what] ?? null;
}

function round(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}
