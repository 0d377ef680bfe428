/** Pixels a second of each level of zoom. */
const pxASecond = [4, 8, 16, 40, 80, 160, 320] as const;
export const minZoomLevel = 0;
export const maxZoomLevel = pxASecond.length - 1;

export interface WaveScale {
  /** The time at the left edge. */
  startMs: number;
  msPerPx: number;
  widthPx: number;
}

export function createScale(level: number, startMs: number, widthPx: number): WaveScale {
  return { startMs, msPerPx: 1_000 / (pxASecond[level] ?? 40), widthPx };
}

export const toPx = ({ startMs, msPerPx }: WaveScale, timeMs: number): number => (timeMs - startMs) / msPerPx;
export const toMs = ({ startMs, msPerPx }: WaveScale, px: number): number => startMs + px * msPerPx;
export const findEndMs = (scale: WaveScale): number => toMs(scale, scale.widthPx);

/** A window stays within the recording; a short recording begins at its left edge. */
export function clampStart({ startMs, msPerPx, widthPx }: WaveScale, durationMs: number): number {
  return Math.round(Math.max(0, Math.min(startMs, durationMs - widthPx * msPerPx)));
}

/** Where the window begins so that the playhead is in it: as it is while it is, else turned like a page. */
export function turnPage(scale: WaveScale, timeMs: number, durationMs: number): number {
  const { startMs, msPerPx, widthPx } = scale;
  const px = toPx(scale, timeMs);
  if (px >= 0 && px <= widthPx * 0.95) return clampStart({ ...scale, startMs }, durationMs);
  return clampStart({ ...scale, startMs: timeMs - widthPx * 0.1 * msPerPx }, durationMs);
}

const tickSteps = [100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000];
const minTickPx = 70;

/** Round moments for the ruler, not too near each other. */
export function listTicks(scale: WaveScale, durationMs: number): number[] {
  const step = tickSteps.find((ms) => ms / scale.msPerPx >= minTickPx) ?? 600_000;
  const ticks: number[] = [];
  const end = Math.min(durationMs, findEndMs(scale));
  for (let at = Math.ceil(scale.startMs / step) * step; at <= end; at += step) ticks.push(at);
  return ticks;
}

/** The loudest of the buckets under each pixel, 0..1. `read` gives a bucket, null where it is not there yet. */
export function deriveColumns(
  scale: WaveScale,
  msPerBucket: number,
  read: (bucket: number) => number | null,
): (number | null)[] {
  return Array.from({ length: Math.ceil(scale.widthPx) }, (_, px) => {
    const first = Math.max(0, Math.floor(toMs(scale, px) / msPerBucket));
    const last = Math.max(first, Math.ceil(toMs(scale, px + 1) / msPerBucket) - 1);
    let loudest: number | null = null;
    for (let bucket = first; bucket <= last; bucket += 1) {
      const value = read(bucket);
      if (value !== null && (loudest === null || value > loudest)) loudest = value;
    }
    return loudest;
  });
}
