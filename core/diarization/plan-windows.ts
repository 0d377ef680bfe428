/** Half-open range of samples at 16 kHz. */
export interface SoundRange {
  start: number;
  end: number;
}

export interface WindowPlan {
  lengthSamples: number;
  hopSamples: number;
  /** Shorter speech has no window of its own. */
  leastSamples: number;
}

export const usualPlan: WindowPlan = { lengthSamples: 24_000, hopSamples: 8_000, leastSamples: 6_400 };

/** A stretch that is heard as one voice. */
export interface VoiceWindow extends SoundRange {
  /** Index of the region that it lies in. */
  region: number;
}

/** Windows that cover each region evenly, none reaching into another: a pause is where speakers change. */
export function planWindows(regions: readonly SoundRange[], plan: WindowPlan = usualPlan): VoiceWindow[] {
  const { lengthSamples, hopSamples, leastSamples } = plan;
  return regions.flatMap(({ start, end }, region) => {
    const length = end - start;
    if (length < leastSamples) return [];
    if (length <= lengthSamples) return [{ start, end, region }];
    const steps = Math.ceil((length - lengthSamples) / hopSamples);
    const step = (length - lengthSamples) / steps;
    return Array.from({ length: steps + 1 }, (_, at) => {
      const from = start + Math.round(at * step);
      return { start: from, end: from + lengthSamples, region };
    });
  });
}

/** For a voice as a whole: half the overlap says the same. */
export const embedPlan: WindowPlan = { lengthSamples: 24_000, hopSamples: 12_000, leastSamples: 6_400 };

/** At most `most` of them, spread evenly. */
export function thinOut<T>(windows: readonly T[], most: number): T[] {
  if (windows.length <= most) return [...windows];
  return Array.from({ length: most }, (_, at) => windows[Math.floor((at * windows.length) / most)] as T);
}
