import { type ChunkFacts, measureDecoding } from "./measure-decoding";
import { deriveSpeedBelief, PIECE_SD, type SpeedBelief, type SpeedMeasure } from "./speed-belief";

/** When something ends, in seconds from now, as a range that is meant to hold the end in four cases of five. */
export interface TimeLeft {
  lowSeconds: number;
  highSeconds: number;
}

/** Work that is left, with how sure its length is. */
export interface WorkLeft {
  /** Median, in seconds. */
  seconds: number;
  /** Standard deviation of its logarithm. */
  sdLog: number;
  /** Of Student's t. */
  degrees: number;
}

/** Writing a result takes from this to this long, however little is left. */
const FINISH_LOW_SECONDS = 0.1;
const FINISH_HIGH_SECONDS = 0.4;
/** A range of 90 % by its own account: what no model foresees (a neighbour that begins) is worth the rest. */
const NORMAL_QUANTILE = 1.645;
/** How far into its chunk a slot is, is not known: as a share of one chunk. */
const GRAIN_SD = 0.5;
/** The first runs ever have nothing to compare with: no range is wider than helps. */
const MAX_SD = 1;

/** The range in which work, one part after the other, ends. Parts are lognormal; their sum is taken as lognormal with
 * the sum's own mean and variance (L. F. Fenton, IRE Trans. Commun. Syst. 8, 1960), its bounds are quantiles of
 * Student's t by the first term of the Cornish-Fisher expansion (Abramowitz and Stegun, 26.7.5).
 * @param waitSeconds time that passes before, known exactly: a retry that is due then */
export function estimateTimeLeft(parts: readonly WorkLeft[], waitSeconds = 0): TimeLeft | null {
  if (parts.some(({ seconds, sdLog }) => !Number.isFinite(seconds) || !Number.isFinite(sdLog))) return null;
  let mean = 0;
  let variance = 0;
  let degrees = Number.POSITIVE_INFINITY;
  for (const part of parts) {
    const sd = Math.min(MAX_SD, part.sdLog);
    const partMean = Math.max(0, part.seconds) * Math.exp(sd ** 2 / 2);
    mean += partMean;
    variance += partMean ** 2 * (Math.exp(sd ** 2) - 1);
    degrees = Math.min(degrees, part.degrees);
  }
  const wait = Math.max(0, waitSeconds);
  if (mean === 0) return { lowSeconds: wait, highSeconds: wait + FINISH_HIGH_SECONDS };
  const variance2 = Math.log(1 + variance / mean ** 2);
  const middle = mean * Math.exp(-variance2 / 2);
  const spread = Math.exp(studentQuantile(degrees) * Math.sqrt(variance2));
  return {
    lowSeconds: wait + middle / spread + FINISH_LOW_SECONDS,
    highSeconds: wait + middle * spread + FINISH_HIGH_SECONDS,
  };
}

function studentQuantile(degrees: number): number {
  return NORMAL_QUANTILE + (NORMAL_QUANTILE ** 3 + NORMAL_QUANTILE) / (4 * Math.max(1, degrees));
}

/** Work that has not begun, or a whole queue of `runs` runs: audio over speed. */
export function deriveWaitingWork(
  audioSeconds: number,
  belief: SpeedBelief,
  { runs = 1, audioSdLog = 0 }: { runs?: number; audioSdLog?: number } = {},
): WorkLeft {
  return {
    seconds: audioSeconds / Math.exp(belief.meanLog),
    sdLog: Math.sqrt(belief.sdCommon ** 2 + (belief.sdEach ** 2 + audioSdLog ** 2) / Math.max(1, runs)),
    degrees: belief.degrees,
  };
}

/** A transcription that runs. */
export interface RunFacts {
  audioSeconds: number;
  /** Since it was claimed. */
  elapsedSeconds: number;
  /** Runs that had the engine at once, itself included, on average so far. */
  sharers: number;
  /** Null while speech is still being looked for. */
  chunks: ChunkFacts | null;
}

export interface EngineHistory {
  /** Of recent runs, audio seconds a second of the whole engine: of decoding alone, and of the whole step. */
  decodeSpeeds: number[];
  wholeSpeeds: number[];
}

/** What is left of a transcription, in seconds of the whole engine; null when nothing is known yet. Finding speech is
 * over once there are chunks, so the rest is told from chunks alone. */
export function deriveTranscriptionLeft(
  run: RunFacts,
  history: EngineHistory,
  slots: number,
): WorkLeft | null {
  const { chunks } = run;
  const sharers = Math.max(1, run.sharers);
  if (!chunks) {
    const belief = deriveSpeedBelief(history.wholeSpeeds);
    if (!belief) return null;
    const work = deriveWaitingWork(run.audioSeconds, belief);
    return { ...work, seconds: Math.max(work.seconds / 10, work.seconds - run.elapsedSeconds / sharers) };
  }
  if (chunks.leftCount === 0) return { seconds: 0, sdLog: 0, degrees: 30 };

  const belief = deriveSpeedBelief(
    history.decodeSpeeds,
    measureDecoding(chunks, slots, sharers) ?? roughly(run),
  );
  if (!belief) return null;
  const work = chunks.leftSeconds / Math.exp(belief.meanLog);
  // What runs now was begun before: at the earliest when the last chunk was written.
  const sinceLast = chunks.decodedCount > 0 ? run.elapsedSeconds - chunks.lastAfter : 0;
  return {
    seconds: Math.max(work / (2 * chunks.leftCount), work - sinceLast / sharers),
    sdLog: Math.hypot(belief.sdCommon, PIECE_SD / Math.sqrt(chunks.leftCount), GRAIN_SD / chunks.leftCount),
    degrees: belief.degrees,
  };
}

/** What is left of the step that makes the master: it goes through the file evenly, so its own progress tells. */
export function derivePreparationLeft(
  run: { audioSeconds: number; elapsedSeconds: number; progress: number },
  recentSpeeds: readonly number[],
): (WorkLeft & { speed: number }) | null {
  const done = run.audioSeconds * run.progress;
  const own = { speed: done / run.elapsedSeconds, pieces: 20 * run.progress };
  const belief = deriveSpeedBelief(recentSpeeds, run.elapsedSeconds > 0.5 ? own : null);
  if (!belief) return null;
  const speed = Math.exp(belief.meanLog);
  const seconds = (run.audioSeconds - done) / speed;
  return { seconds, sdLog: belief.sdCommon, degrees: belief.degrees, speed };
}

/** One chunk, loading and all: better than nothing. */
function roughly({ chunks, sharers }: RunFacts): SpeedMeasure | null {
  if (!chunks || chunks.decodedCount === 0 || chunks.lastAfter <= 0) return null;
  return { speed: (chunks.decodedSeconds / chunks.lastAfter) * Math.max(1, sharers), pieces: 0.5 };
}

/** The speed to show of a run: its own, with everything it spends, in audio seconds of the recording a second. */
export function deriveRunSpeed({ audioSeconds, elapsedSeconds, chunks }: RunFacts): number | null {
  if (!chunks || chunks.decodedCount === 0 || elapsedSeconds <= 0) return null;
  return ((chunks.decodedSeconds / Math.max(chunks.totalSeconds, 1e-3)) * audioSeconds) / elapsedSeconds;
}
