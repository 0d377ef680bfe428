/** How loud a stretch of a recording is, about ten seconds long. Decibels below full scale, as in `SoundLevels`. */
export interface SoundWindow {
  startMs: number;
  endMs: number;
  /** Of it, where the voice detector heard speech. */
  speechMs: number;
  /** Mean power while somebody speaks; null where nobody does. */
  speechDbfs: number | null;
  /** What is there between the words: a tenth of the frames is quieter. */
  floorDbfs: number;
  /** Share of samples at full scale, 0..1. */
  clippedShare: number;
}

/** A floor below this is the silence of a file, not of a room. */
const leastFloorDbfs = -90;
/** More is of no use to any engine, and cannot be told from silence that was cut in. */
const mostSnrDb = 40;

/** How far speech stands above what is there between the words, 0..40 dB; null where nobody speaks. */
export function deriveWindowSnr({ speechDbfs, floorDbfs }: SoundWindow): number | null {
  if (speechDbfs === null) return null;
  const floor = 10 ** (Math.max(floorDbfs, leastFloorDbfs) / 10);
  const speech = 10 ** (speechDbfs / 10) - floor;
  if (speech <= floor) return 0;
  return Math.min(mostSnrDb, 10 * Math.log10(speech / floor));
}

/** Of a whole recording: the mean of its windows by how much is said in each; null where nobody speaks. */
export function deriveSnr(windows: readonly SoundWindow[]): number | null {
  let sum = 0;
  let weight = 0;
  for (const window of windows) {
    const snr = deriveWindowSnr(window);
    if (snr === null) continue;
    sum += snr * window.speechMs;
    weight += window.speechMs;
  }
  return weight > 0 ? sum / weight : null;
}
