import {
  derivePreparationLeft,
  deriveRunSpeed,
  deriveTranscriptionLeft,
  deriveWaitingWork,
  type EngineHistory,
  type RunFacts,
  type WorkLeft,
} from "./estimate-time-left";
import { type ChunkFacts, measureDecoding } from "./measure-decoding";
import { deriveMeanSharers } from "./share-engine";
import { deriveSpeedBelief, median, type SpeedBelief, type SpeedMeasure } from "./speed-belief";
import type { TaskType } from "./transitions";

/** What the speed of an installation is told from. It is one machine for all owners: whoever's work it was, only
 * numbers are here. Instants are seconds from now, negative in the past; lengths are seconds of audio. */
export interface PaceFacts {
  /** Engine slots of all workers that are alive, 0 when none is. */
  slots: number;
  queuePaused: boolean;
  /** The most recent of each step. */
  completed: CompletedStep[];
  running: RunningStep[];
}

/** Chunks of a transcription; `own` are those that its last run decoded. */
export interface ChunkTotals {
  chunks: number;
  ownCount: number;
  ownSeconds: number;
  firstSeconds: number | null;
  firstAt: number | null;
  lastAt: number | null;
  leftCount: number;
  leftSeconds: number;
  totalSeconds: number;
}

export interface CompletedStep extends ChunkTotals {
  taskType: TaskType;
  engine: string;
  audioSeconds: number;
  sizeBytes: number;
  startedAt: number;
  endedAt: number;
}

export interface RunningStep extends ChunkTotals {
  batchId: string;
  sourceIndex: number;
  taskType: TaskType;
  engine: string;
  /** Null before the recording was opened. */
  audioSeconds: number | null;
  sizeBytes: number;
  progress: number;
  startedAt: number;
}

/** Length of recordings that were not opened yet. */
export interface LengthGuess {
  bytesASecond: number;
  /** Standard deviation of its logarithm. */
  sdLog: number;
}

export interface PaceModel {
  slots: number;
  lengthGuess: LengthGuess | null;
  believePreparation: SpeedBelief | null;
  /** Of the whole engine, for a whole transcription with all it needs. */
  believeSpeed(engine: string): SpeedBelief | null;
  /** In seconds of the whole engine. */
  transcriptionLeft(step: RunningStep): WorkLeft | null;
  /** In seconds, with what is known of the file's length. */
  preparationLeft(step: RunningStep): (WorkLeft & { speed: number; audioSeconds: number }) | null;
  runSpeed(step: RunningStep): number | null;
}

/** Puts the facts together: what each engine did lately, freed of how many shared it. */
export function createPaceModel(facts: PaceFacts): PaceModel {
  const transcribed = facts.completed.filter((step) => step.taskType === "transcribe");
  const running = facts.running.filter((step) => step.taskType === "transcribe");
  const intervals = [
    ...transcribed.map((step) => ({ step, start: step.startedAt, end: step.endedAt })),
    ...running.map((step) => ({ step, start: step.startedAt, end: 0 })),
  ];
  const sharersOf = (step: CompletedStep | RunningStep, end: number) =>
    deriveMeanSharers(
      { start: step.startedAt, end },
      intervals.filter((one) => one.step !== step),
    );

  const histories = new Map<string, EngineHistory>();
  for (const step of transcribed) {
    const history = histories.get(step.engine) ?? { decodeSpeeds: [], wholeSpeeds: [] };
    histories.set(step.engine, history);
    // Of a run that went on where another had stopped, only its own chunks count.
    const share = step.totalSeconds > 0 ? step.ownSeconds / step.totalSeconds : 1;
    const sharers = sharersOf(step, step.endedAt);
    const seconds = step.endedAt - step.startedAt;
    if (seconds > 0 && share > 0.5)
      history.wholeSpeeds.push(((step.audioSeconds * share) / seconds) * sharers);
    const chunks = toChunkFacts(step);
    const decoding = chunks && measureDecoding(chunks, facts.slots, sharers);
    if (decoding && decoding.pieces >= 1.5) history.decodeSpeeds.push(decoding.speed);
  }
  const historyOf = (engine: string) => histories.get(engine) ?? { decodeSpeeds: [], wholeSpeeds: [] };

  const toRun = (step: RunningStep): RunFacts => ({
    audioSeconds: step.audioSeconds ?? 0,
    elapsedSeconds: -step.startedAt,
    sharers: sharersOf(step, 0),
    chunks: toChunkFacts(step),
  });

  const prepared = facts.completed.filter((step) => step.taskType === "preprocess");
  const preparationSpeeds = prepared.map((step) => step.audioSeconds / (step.endedAt - step.startedAt));
  const lengthGuess = guessLengths([...prepared, ...transcribed]);

  return {
    slots: facts.slots,
    lengthGuess,
    believePreparation: deriveSpeedBelief(preparationSpeeds),
    believeSpeed: (engine) =>
      deriveSpeedBelief(
        historyOf(engine).wholeSpeeds,
        joinMeasures(running.filter((step) => step.engine === engine).map(toRun)),
      ),
    transcriptionLeft: (step) => deriveTranscriptionLeft(toRun(step), historyOf(step.engine), facts.slots),
    preparationLeft(step) {
      const audioSeconds =
        step.audioSeconds ?? (lengthGuess ? step.sizeBytes / lengthGuess.bytesASecond : null);
      if (audioSeconds === null) return null;
      const run = { audioSeconds, elapsedSeconds: -step.startedAt, progress: step.progress };
      const left = derivePreparationLeft(run, preparationSpeeds);
      return left && { ...left, audioSeconds };
    },
    runSpeed: (step) => deriveRunSpeed(toRun(step)),
  };
}

/** Work of a source whose transcription waits, in seconds of the whole engine. */
export function deriveSourceWork(
  model: PaceModel,
  source: { engine: string; audioSeconds: number; guessed: boolean },
): WorkLeft | null {
  const belief = model.believeSpeed(source.engine);
  const audioSdLog = source.guessed ? (model.lengthGuess?.sdLog ?? 1) : 0;
  return belief && deriveWaitingWork(source.audioSeconds, belief, { audioSdLog });
}

function toChunkFacts(step: ChunkTotals & { startedAt: number }): ChunkFacts | null {
  if (step.chunks === 0) return null;
  return {
    decodedCount: step.ownCount,
    decodedSeconds: step.ownSeconds,
    firstSeconds: step.firstSeconds ?? 0,
    firstAfter: (step.firstAt ?? 0) - step.startedAt,
    lastAfter: (step.lastAt ?? 0) - step.startedAt,
    leftCount: step.leftCount,
    leftSeconds: step.leftSeconds,
    totalSeconds: step.totalSeconds,
  };
}

/** What runs now shows the speed of whole runs too, as far as it is. */
function joinMeasures(runs: RunFacts[]): SpeedMeasure | null {
  let pieces = 0;
  let sumLog = 0;
  for (const run of runs) {
    const speed = deriveRunSpeed(run);
    if (!run.chunks || speed === null) continue;
    pieces += run.chunks.decodedCount;
    sumLog += run.chunks.decodedCount * Math.log(speed * run.sharers);
  }
  return pieces > 0 ? { speed: Math.exp(sumLog / pieces), pieces } : null;
}

function guessLengths(steps: CompletedStep[]): LengthGuess | null {
  const logs = steps
    .filter((step) => step.sizeBytes > 0)
    .map((step) => Math.log(step.sizeBytes / step.audioSeconds));
  if (logs.length === 0) return null;
  const middle = median(logs);
  // Two guesses' worth of "a factor of two" keep the spread from being nothing where all were alike.
  const squares = logs.reduce((sum, log) => sum + (log - middle) ** 2, 2 * Math.LN2 ** 2);
  return { bytesASecond: Math.exp(middle), sdLog: Math.sqrt(squares / (logs.length + 2)) };
}
