interface Stretch {
  startMs: number;
  endMs: number;
}

/** A stretch that the machine gave to a voice. */
export interface VoiceTurn extends Stretch {
  /** The speaker of the transcript that this voice is; null where that one is gone. */
  speakerId: string | null;
  /** That it is this voice, 0..1. */
  confidence: number;
  /** Somebody else speaks at the same time. */
  overlaps: boolean;
}

/** Turns in the order in which they begin, ready to be asked for a moment. */
export interface VoiceIndex {
  turns: readonly VoiceTurn[];
  /** For each turn the latest end up to it. */
  endsMs: Float64Array;
}

/** Below it a line deserves a second look. The least sure turns of one voice alone are right eight times in ten; below are
 * those that lie over another's, and those of which nothing is known. */
export const unsureVoiceBelow = 0.7;

export function createVoiceIndex(unsorted: readonly VoiceTurn[]): VoiceIndex {
  const turns = [...unsorted].sort((a, b) => a.startMs - b.startMs);
  const endsMs = new Float64Array(turns.length);
  let latest = 0;
  turns.forEach(({ endMs }, index) => {
    latest = Math.max(latest, endMs);
    endsMs[index] = latest;
  });
  return { turns, endsMs };
}

/** How sure the machine is that a line is said by its speaker: the mean over the turns of that voice within the line,
 * by their length. Null where it gave the line to nobody, or a person has given it to somebody else since. Pure. */
export function findVoiceConfidence(
  { turns, endsMs }: VoiceIndex,
  { startMs, endMs, speakerId }: Stretch & { speakerId: string | null },
): number | null {
  if (speakerId === null) return null;
  let lengthMs = 0;
  let sum = 0;
  let otherMs = 0;
  for (let at = findFirstEnding(endsMs, startMs); at < turns.length; at += 1) {
    const turn = turns[at] as VoiceTurn;
    if (turn.startMs >= endMs) break;
    const sharedMs = Math.min(endMs, turn.endMs) - Math.max(startMs, turn.startMs);
    if (sharedMs <= 0) continue;
    if (turn.speakerId === speakerId) {
      lengthMs += sharedMs;
      sum += sharedMs * turn.confidence;
    } else otherMs += sharedMs;
  }
  // The line was the other voice's, and is not any more: somebody has looked.
  if (lengthMs === 0 || otherMs > lengthMs) return null;
  return sum / lengthMs;
}

/** The first turn at which anything up to it ends later than a moment. By bisection. */
function findFirstEnding(endsMs: Float64Array, timeMs: number): number {
  let low = 0;
  let high = endsMs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((endsMs[middle] as number) > timeMs) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Stretches in which two voices were heard at once, in order, those that touch as one. Pure. */
export function listOverlaps({ turns }: VoiceIndex): Stretch[] {
  const overlaps: Stretch[] = [];
  for (const { startMs, endMs, overlaps: isOverlap } of turns) {
    if (!isOverlap) continue;
    const last = overlaps.at(-1);
    if (last && startMs <= last.endMs) last.endMs = Math.max(last.endMs, endMs);
    else overlaps.push({ startMs, endMs });
  }
  return overlaps;
}

/** Of each speaker the stretches in which somebody else was heard, too, in order. Pure. */
export function groupOverlaps(index: VoiceIndex): Map<string, Stretch[]> {
  const groups = new Map<string, Stretch[]>();
  const { turns, endsMs } = index;
  for (const overlap of listOverlaps(index)) {
    for (let at = findFirstEnding(endsMs, overlap.startMs); at < turns.length; at += 1) {
      const { speakerId, ...turn } = turns[at] as VoiceTurn;
      if (turn.startMs >= overlap.endMs) break;
      const startMs = Math.max(overlap.startMs, turn.startMs);
      const endMs = Math.min(overlap.endMs, turn.endMs);
      if (speakerId === null || endMs <= startMs) continue;
      const group = groups.get(speakerId);
      if (group) group.push({ startMs, endMs });
      else groups.set(speakerId, [{ startMs, endMs }]);
    }
  }
  return groups;
}
