import { assignBest } from "./assign-best";

/** Somebody speaks during [startMs, endMs). */
export interface SpokenStretch {
  speaker: string;
  startMs: number;
  endMs: number;
}

export interface DiarizationErrors {
  /** (missed + falseAlarm + confused) / spoken; 0 where nobody speaks and nobody was heard, Infinity where somebody was
   * heard and nobody speaks. */
  der: number;
  /** All in ms; time in which two speak counts twice. */
  spokenMs: number;
  missedMs: number;
  falseAlarmMs: number;
  confusedMs: number;
  /** Speaker of the hypothesis by speaker of the reference, those that found one. */
  mapping: Map<string, string>;
}

export interface ErrorRateOptions {
  /** Time on each side of every boundary of the reference that is not judged. Default 250. */
  collarMs?: number;
  /** Leaves out time in which several speak in the reference. */
  skipsOverlap?: boolean;
}

/** Diarization error rate as NIST's Rich Transcription evaluations define it (RT-09 plan, section 6): the speakers of
 * the hypothesis are paired with those of the reference so that they share the most judged time; then each moment
 * counts its missed, superfluous and wrong speakers. */
export function diarizationErrorRate(
  reference: readonly SpokenStretch[],
  hypothesis: readonly SpokenStretch[],
  { collarMs = 250, skipsOverlap = false }: ErrorRateOptions = {},
): DiarizationErrors {
  const moments = listMoments(reference, hypothesis, { collarMs, skipsOverlap });
  const spoken = [...new Set(reference.map(({ speaker }) => speaker))];
  const heard = [...new Set(hypothesis.map(({ speaker }) => speaker))];
  const shared = spoken.map((speaker) =>
    heard.map((other) =>
      moments.reduce(
        (sum, { lengthMs, spoken: here, heard: there }) =>
          here.has(speaker) && there.has(other) ? sum + lengthMs : sum,
        0,
      ),
    ),
  );
  const mapping = new Map<string, string>();
  assignBest(shared).forEach((column, row) => {
    if (column !== null) mapping.set(spoken[row] as string, heard[column] as string);
  });

  const errors = { spokenMs: 0, missedMs: 0, falseAlarmMs: 0, confusedMs: 0 };
  for (const { lengthMs, spoken: here, heard: there } of moments) {
    const right = [...here].filter((speaker) => there.has(mapping.get(speaker) ?? "\0")).length;
    errors.spokenMs += here.size * lengthMs;
    errors.missedMs += Math.max(0, here.size - there.size) * lengthMs;
    errors.falseAlarmMs += Math.max(0, there.size - here.size) * lengthMs;
    errors.confusedMs += (Math.min(here.size, there.size) - right) * lengthMs;
  }
  const wrongMs = errors.missedMs + errors.falseAlarmMs + errors.confusedMs;
  return { der: wrongMs === 0 ? 0 : wrongMs / errors.spokenMs, ...errors, mapping };
}

interface Moment {
  lengthMs: number;
  spoken: Set<string>;
  heard: Set<string>;
}

/** Judged stretches in which nothing changes. */
function listMoments(
  reference: readonly SpokenStretch[],
  hypothesis: readonly SpokenStretch[],
  { collarMs, skipsOverlap }: Required<ErrorRateOptions>,
): Moment[] {
  const changes: { atMs: number; apply: () => void }[] = [];
  const spoken = new Map<string, number>();
  const heard = new Map<string, number>();
  let collars = 0;
  const count = (counts: Map<string, number>, speaker: string, by: number) => {
    const next = (counts.get(speaker) ?? 0) + by;
    if (next === 0) counts.delete(speaker);
    else counts.set(speaker, next);
  };
  const addAll = (stretches: readonly SpokenStretch[], counts: Map<string, number>) => {
    for (const { speaker, startMs, endMs } of stretches) {
      if (endMs <= startMs) continue;
      changes.push({ atMs: startMs, apply: () => count(counts, speaker, 1) });
      changes.push({ atMs: endMs, apply: () => count(counts, speaker, -1) });
    }
  };
  addAll(reference, spoken);
  addAll(hypothesis, heard);
  for (const { startMs, endMs } of collarMs > 0 ? reference : []) {
    for (const atMs of [startMs, endMs]) {
      changes.push({ atMs: atMs - collarMs, apply: () => void collars++ });
      changes.push({ atMs: atMs + collarMs, apply: () => void collars-- });
    }
  }
  changes.sort((a, b) => a.atMs - b.atMs);
  const moments: Moment[] = [];
  changes.forEach(({ atMs, apply }, at) => {
    apply();
    const lengthMs = (changes[at + 1]?.atMs ?? atMs) - atMs;
    const isJudged = lengthMs > 0 && collars === 0 && !(skipsOverlap && spoken.size > 1);
    if (isJudged && (spoken.size > 0 || heard.size > 0)) {
      moments.push({ lengthMs, spoken: new Set(spoken.keys()), heard: new Set(heard.keys()) });
    }
  });
  return moments;
}
