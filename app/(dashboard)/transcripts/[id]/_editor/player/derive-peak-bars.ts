/** Draws together the peaks of a recording into `count` bars, 0..1. A quiet recording fills the height, too: the
 * picture is for finding the pauses, not for measuring. */
export function derivePeakBars(peaks: readonly number[], count: number): number[] {
  const bars = Array.from({ length: Math.max(0, count) }, (_, index) => {
    const start = Math.floor((index * peaks.length) / count);
    const end = Math.max(start + 1, Math.floor(((index + 1) * peaks.length) / count));
    let peak = 0;
    for (let at = start; at < end && at < peaks.length; at += 1) peak = Math.max(peak, peaks[at] ?? 0);
    return peak;
  });
  const loudest = bars.reduce((most, bar) => Math.max(most, bar), 0);
  return loudest > 0 ? bars.map((bar) => bar / loudest) : bars;
}
