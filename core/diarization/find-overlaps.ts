import type { SoundRange, VoiceWindow } from "./plan-windows";

/** Two speak at once. */
export interface Overlap extends SoundRange {
  /** Beside the one whose turn it is; null: nobody of those who were found. */
  speaker: number | null;
}

interface OverlapInput {
  windows: readonly VoiceWindow[];
  regions: readonly SoundRange[];
  /** Log-odds of each window that two speak in it. */
  scores: Float32Array;
  /** Speaker of each window, and the log-likelihoods of all, window after window. */
  labels: Int32Array;
  likelihoods: Float32Array;
  speakers: number;
}

/** Log-odds, evened over neighbours, from which a window is marked: they are among windows of which half overlap, and in
 * speech far fewer do. Chosen on joined dialogues of readers that the numbers were not learned from. */
const markedFrom = 3;
/** A single window says less than its neighbours with it. */
const ownShare = 0.5;

/** Stretches in which two speak at once, in order, not overlapping each other, none reaching over a pause or a change of
 * speakers. */
export function findOverlaps(input: OverlapInput): Overlap[] {
  const { windows, regions, labels } = input;
  const overlaps: Overlap[] = [];
  let first = 0;
  while (first < windows.length) {
    const isSame = (window: number) =>
      labels[window] === labels[first] && windows[window]?.region === windows[first]?.region;
    let end = first;
    while (end < windows.length && isSame(end) && isMarked(input, end)) end++;
    if (end > first) {
      overlaps.push({
        start: findOwnStretch(windows, regions, first).start,
        end: findOwnStretch(windows, regions, end - 1).end,
        speaker: findOther(input, first, end),
      });
    }
    first = Math.max(end, first + 1);
  }
  return overlaps;
}

/** Of each window, whether it is marked. */
export function isMarked(
  { windows, scores }: Pick<OverlapInput, "windows" | "scores">,
  window: number,
): boolean {
  const own = scores[window] as number;
  const near = [window - 1, window + 1].flatMap((at) =>
    windows[at]?.region === windows[window]?.region && Number.isFinite(scores[at])
      ? [scores[at] as number]
      : [],
  );
  if (near.length === 0) return own >= markedFrom;
  const mean = near.reduce((sum, value) => sum + value, 0) / near.length;
  return ownShare * own + (1 - ownShare) * mean >= markedFrom;
}

/** What is nearer to the middle of a window than to that of its neighbours; at an end of the region all of it. */
function findOwnStretch(
  windows: readonly VoiceWindow[],
  regions: readonly SoundRange[],
  window: number,
): SoundRange {
  const { start, end, region } = windows[window] as VoiceWindow;
  const middle = (start + end) / 2;
  const towards = (other: number) => {
    const near = windows[other];
    return near?.region === region ? Math.round(((near.start + near.end) / 2 + middle) / 2) : null;
  };
  const whole = regions[region] ?? { start, end };
  return { start: towards(window - 1) ?? whole.start, end: towards(window + 1) ?? whole.end };
}

/** The speaker who after the marked one explains the windows best. */
function findOther(
  { labels, likelihoods, speakers }: OverlapInput,
  first: number,
  end: number,
): number | null {
  const here = new Set(labels.subarray(first, end));
  const known = new Set(labels);
  let best: number | null = null;
  let most = Number.NEGATIVE_INFINITY;
  for (const speaker of known) {
    if (here.has(speaker)) continue;
    let sum = 0;
    for (let window = first; window < end; window++) {
      sum += likelihoods[window * speakers + speaker] as number;
    }
    if (sum > most) [best, most] = [speaker, sum];
  }
  return best;
}
