import type { SoundRange, VoiceWindow } from "./plan-windows";

export interface SpokenWord {
  startMs: number;
  endMs: number;
}

/** A stretch of one speaker, in samples. */
export interface VoiceTurn extends SoundRange {
  speaker: number;
  /** Indexes of the windows that it was made of, `[first, end)`; none of its own where both are one. */
  firstWindow: number;
  endWindow: number;
}

const samplesPerMs = 16;
/** One speaker goes on over a pause of this length. */
const joinGapSamples = 16_000;
/** How far from the middle between two windows a change is looked for at the end of a word. */
const reachSamples = 9_600;

interface TurnInput {
  regions: readonly SoundRange[];
  windows: readonly VoiceWindow[];
  /** Of each window. */
  speakers: Int32Array;
  words: readonly SpokenWord[];
}

/** Turns of the speakers of windows: they begin and end with speech, change at a pause or between two words, and go on
 * over short pauses. Speech too short for a window of its own goes to the nearest.
 * @returns in order, not overlapping */
export function buildTurns({ regions, windows, speakers, words }: TurnInput): VoiceTurn[] {
  if (windows.length === 0) return [];
  const gaps = listGaps(words);
  const pieces: VoiceTurn[] = [];
  let next = 0;
  regions.forEach((region, at) => {
    const first = next;
    while (next < windows.length && windows[next]?.region === at) next++;
    if (next === first) {
      const nearest = findNearest(windows, first, region);
      pieces.push({ ...region, speaker: speakers[nearest] as number, firstWindow: first, endWindow: first });
      return;
    }
    let start = region.start;
    let from = first;
    for (let window = first + 1; window <= next; window++) {
      if (window < next && speakers[window] === speakers[window - 1]) continue;
      const end = window === next ? region.end : findChange(windows, window, gaps);
      if (end > start) {
        pieces.push({
          ...{ start, end, speaker: speakers[window - 1] as number },
          ...{ firstWindow: from, endWindow: window },
        });
        start = end;
      }
      from = window;
    }
  });
  return joinPieces(pieces);
}

/** Middles of the spaces between words, in samples, with their widths. */
function listGaps(words: readonly SpokenWord[]): { at: number; width: number }[] {
  return words.slice(1).map(({ startMs }, index) => {
    const endMs = Math.min(startMs, words[index]?.endMs ?? startMs);
    return { at: ((endMs + startMs) / 2) * samplesPerMs, width: (startMs - endMs) * samplesPerMs };
  });
}

/** Between the middles of two windows, at the widest space between words that is near enough. */
function findChange(
  windows: readonly VoiceWindow[],
  window: number,
  gaps: readonly { at: number; width: number }[],
): number {
  const middleOf = (at: number) => {
    const { start, end } = windows[at] as VoiceWindow;
    return (start + end) / 2;
  };
  const middle = (middleOf(window - 1) + middleOf(window)) / 2;
  let [low, high] = [0, gaps.length];
  while (low < high) {
    const at = (low + high) >> 1;
    if ((gaps[at]?.at ?? 0) < middle - reachSamples) low = at + 1;
    else high = at;
  }
  let best = middle;
  let bestCost = Number.POSITIVE_INFINITY;
  for (let at = low; at < gaps.length && (gaps[at]?.at ?? 0) <= middle + reachSamples; at++) {
    const gap = gaps[at] as { at: number; width: number };
    // A wide space is worth going a little further for.
    const cost = Math.abs(gap.at - middle) - 2 * gap.width;
    if (cost < bestCost) {
      best = gap.at;
      bestCost = cost;
    }
  }
  return Math.round(best);
}

function findNearest(windows: readonly VoiceWindow[], next: number, { start, end }: SoundRange): number {
  const before = windows[next - 1];
  const after = windows[next];
  if (!before) return next;
  if (!after) return next - 1;
  return start - before.end <= after.start - end ? next - 1 : next;
}

function joinPieces(pieces: readonly VoiceTurn[]): VoiceTurn[] {
  const turns: VoiceTurn[] = [];
  for (const piece of pieces) {
    const last = turns.at(-1);
    if (last && last.speaker === piece.speaker && piece.start - last.end <= joinGapSamples) {
      last.end = piece.end;
      last.endWindow = Math.max(last.endWindow, piece.endWindow);
    } else {
      turns.push({ ...piece });
    }
  }
  return turns;
}
