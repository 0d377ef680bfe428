import type { EnhancementWindow, MachineWord } from "./types";

/** A window ends within its last part, where that is best. */
const searchedShare = 0.4;
const pauseMs = 700;

/** Windows of at most `maxWords` words that hold every word once, each with up to `overlapWords` on both sides to be
 * read with it. They end where a speaker, a sentence or a breath ends, if one does in the last part of a window. */
export function planWindows(
  words: readonly MachineWord[],
  { maxWords, overlapWords }: { maxWords: number; overlapWords: number },
): EnhancementWindow[] {
  const most = Math.max(1, Math.floor(maxWords) || 1);
  const overlap = Math.max(0, Math.floor(overlapWords) || 0);
  const windows: EnhancementWindow[] = [];
  for (let from = 0; from < words.length; ) {
    const to = words.length - from <= most ? words.length : findEnd(words, from, from + most);
    windows.push({
      index: windows.length,
      fromWord: from,
      toWord: to,
      contextFromWord: Math.max(0, from - overlap),
      contextToWord: Math.min(words.length, to + overlap),
    });
    from = to;
  }
  return windows;
}

function findEnd(words: readonly MachineWord[], from: number, latest: number): number {
  const earliest = Math.max(from + 1, Math.ceil(latest - (latest - from) * searchedShare));
  let best = latest;
  let bestScore = 0;
  for (let end = latest; end >= earliest; end--) {
    const score = scoreEnd(words[end - 1], words[end]);
    if (score > bestScore) [best, bestScore] = [end, score];
  }
  return best;
}

function scoreEnd(before: MachineWord | undefined, after: MachineWord | undefined): number {
  if (!before || !after) return 0;
  if (before.speaker !== after.speaker) return 4;
  const isPause = after.startMs - before.endMs >= pauseMs;
  if (/[.?!…。?!]["”’»)\]]*$/u.test(before.text)) return isPause ? 3 : 2.5;
  if (isPause) return 2;
  return /[,;:–—,、]["”’»)\]]*$/u.test(before.text) ? 1 : 0;
}
