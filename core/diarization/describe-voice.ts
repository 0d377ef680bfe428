import type { VoiceModel } from "./voice-model";

/** What was heard in one window. */
export interface HeardWindow {
  /** One value a direction. */
  voice: Float32Array;
  /** Loud enough to count. */
  seconds: number;
  pitchHz: number | null;
}

export interface DescribedVoice {
  /** Unit length, or zeros where nothing was heard. */
  embedding: Float32Array;
  seconds: number;
  pitchHz: number | null;
}

/** Independent windows that a described voice is taken to rest on, when directions are weighed. */
const restsOn = 3;

/** One voice out of its windows: their mean, each direction weighed by how much it tells, so that the cosine of two such
 * voices orders pairs as their likelihood ratio would.
 * @param coveredSeconds speech that the windows cover, where they overlap; by default the sum of theirs */
export function describeVoice(
  windows: readonly HeardWindow[],
  model: Pick<VoiceModel, "between" | "directions">,
  coveredSeconds?: number,
): DescribedVoice {
  const { between, directions } = model;
  const heard = windows.filter(({ seconds }) => seconds > 0);
  const seconds = heard.reduce((sum, each) => sum + each.seconds, 0);
  const embedding = new Float32Array(directions);
  for (const { voice, seconds: weight } of heard) {
    for (let at = 0; at < directions; at++) {
      embedding[at] = (embedding[at] as number) + weight * (voice[at] as number);
    }
  }
  for (let at = 0; at < directions; at++) {
    embedding[at] = (embedding[at] as number) * weighDirection(between[at] as number);
  }
  const length = Math.hypot(...embedding);
  const pitches = heard.flatMap(({ pitchHz }) => pitchHz ?? []).sort((a, b) => a - b);
  return {
    embedding: length > 0 ? embedding.map((value) => value / length) : embedding,
    seconds: heard.length === 0 ? 0 : (coveredSeconds ?? seconds),
    pitchHz: pitches[pitches.length >> 1] ?? null,
  };
}

/** Root of the factor of `x y` in the likelihood ratio. */
function weighDirection(between: number): number {
  const within = 1 / restsOn;
  return Math.sqrt(between / (within * (within + 2 * between)));
}
