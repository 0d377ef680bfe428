/** Voices of different recordings, compared. Embeddings are of unit length and of one model: those of two models have
 * nothing to do with one another. */

export interface KnownVoice {
  embedding: Float32Array;
  /** Sound that it was made of. */
  seconds: number;
}

/** A match that is as good as certain is made; one that may be right is asked about. */
export const voiceBounds = { sure: 0.9, suggested: 0.5 };

/** Of `npm run bench -- voices-match`: a curve between that of readings which the numbers were learned from (middle 0.55)
 * and that of unseen readers (0.40), less steep than either. At the bound for sure it took 0.01 % of 103,514 pairs of two
 * people for one, and knew 91 % of single clips of unseen readers again. */
const calibration = { slope: 18, middle: 0.5 };

/** That two voices are one, 0..1; 0 of embeddings of unlike size. */
export function compareVoices(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return 0;
  let dot = 0;
  for (let at = 0; at < a.length; at++) dot += (a[at] as number) * (b[at] as number);
  return 1 / (1 + Math.exp(-calibration.slope * (dot - calibration.middle)));
}

/** One voice of several samples of it, each counting by its length; null of none. */
export function poolVoices(voices: readonly KnownVoice[]): KnownVoice | null {
  const [first] = voices;
  if (!first) return null;
  const sum = new Float64Array(first.embedding.length);
  let seconds = 0;
  for (const voice of voices) {
    if (voice.embedding.length !== sum.length) continue;
    seconds += voice.seconds;
    voice.embedding.forEach((value, at) => {
      sum[at] = (sum[at] as number) + value * voice.seconds;
    });
  }
  const length = Math.hypot(...sum);
  if (length === 0) return null;
  return { embedding: Float32Array.from(sum, (value) => value / length), seconds };
}

interface Match<Person> {
  person: Person;
  confidence: number;
}

/** For each voice of a recording the person it most likely is, each person once at most: voices of one recording are
 * those of different people. Null where nobody comes near.
 * @returns in the order of the voices */
export function matchPeople<Person extends KnownVoice>(
  voices: readonly KnownVoice[],
  people: readonly Person[],
): (Match<Person> | null)[] {
  const pairs = voices
    .flatMap(({ embedding }, voice) =>
      people.map((person) => ({ voice, person, confidence: compareVoices(embedding, person.embedding) })),
    )
    .filter(({ confidence }) => confidence >= voiceBounds.suggested)
    .sort((a, b) => b.confidence - a.confidence);
  const matches: (Match<Person> | null)[] = voices.map(() => null);
  const taken = new Set<Person>();
  for (const { voice, person, confidence } of pairs) {
    if (matches[voice] || taken.has(person)) continue;
    matches[voice] = { person, confidence };
    taken.add(person);
  }
  return matches;
}

/** Voices of many recordings, those together that are surely one person. Longer samples are looked at first, as they tell
 * most; a voice joins the group that it is most like, and two voices of one recording are never one person. */
export function groupVoices<Voice extends KnownVoice & { documentId: string }>(
  voices: readonly Voice[],
): Voice[][] {
  const groups: { voices: Voice[]; pooled: KnownVoice }[] = [];
  for (const voice of [...voices].sort((a, b) => b.seconds - a.seconds)) {
    let best: { group: (typeof groups)[number]; confidence: number } | null = null;
    for (const group of groups) {
      if (group.voices.some(({ documentId }) => documentId === voice.documentId)) continue;
      const confidence = compareVoices(voice.embedding, group.pooled.embedding);
      if (confidence >= voiceBounds.sure && confidence > (best?.confidence ?? 0))
        best = { group, confidence };
    }
    if (!best) {
      groups.push({ voices: [voice], pooled: voice });
      continue;
    }
    best.group.voices.push(voice);
    best.group.pooled = poolVoices(best.group.voices) ?? best.group.pooled;
  }
  return groups.map((group) => group.voices);
}

/** Why a sample is not good enough to know somebody by; null: it is. */
export type UnusableVoice = "too short" | "two voices" | "noisy";

/** @param sample seconds of the voice alone; overlapShare and meanConfidence of its turns, by length; the recording's
 * signal-to-noise ratio in dB, null where it was not measured */
export function judgeSample(sample: {
  seconds: number;
  overlapShare: number;
  meanConfidence: number;
  isUncertain: boolean;
  snrDb: number | null;
}): UnusableVoice | null {
  if (sample.seconds < shortestSampleSeconds) return "too short";
  if (sample.snrDb !== null && sample.snrDb < noisySnrDb) return "noisy";
  if (sample.overlapShare > 0.3 || (sample.isUncertain && sample.meanConfidence < 0.6)) return "two voices";
  if (sample.meanConfidence < 0.5) return "two voices";
  return null;
}

export const shortestSampleSeconds = 5;
/** In noise nearly as loud as the voice, an embedding is of the noise as well. A bound of caution: not measured. */
const noisySnrDb = 5;
