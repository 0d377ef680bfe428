import type { TimeRange } from "@/core/alignment/join-range";
import { SAMPLE_RATE } from "../engines/engine";
import { deriveSpeechMap, listSpeech, type SpeechMap } from "./speech-map";

/** Heard on both sides of a stretch, as far as there is speech: the ends of lines are some hundredths of a second off, and
 * a word that is cut is another word. What is heard there is left to its neighbours. */
export const STRETCH_MARGIN_MS = 300;

/** The speech of a stretch and its margins, as if there were no other; all of it without one. Pure. */
export function clipSpeech(map: SpeechMap, range: TimeRange | null): SpeechMap {
  if (!range) return map;
  const toSample = (ms: number) => Math.round((ms * SAMPLE_RATE) / 1_000);
  const from = toSample(Math.max(0, range.startMs - STRETCH_MARGIN_MS));
  const to = toSample(range.endMs + STRETCH_MARGIN_MS);
  const within = listSpeech(map).map(({ start, end }) => ({
    start: Math.max(start, from),
    end: Math.min(end, to),
  }));
  return deriveSpeechMap(within, map.samples);
}
