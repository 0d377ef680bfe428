import { deriveWaitingWork, estimateTimeLeft, type TimeLeft, type WorkLeft } from "./estimate-time-left";
import { deriveSourceWork, type PaceModel, type RunningStep } from "./pace-model";
import { shareEngine } from "./share-engine";

export interface Pace extends TimeLeft {
  /** Of the step that runs, in audio seconds a second; of a batch, of all that run. Null before anything shows it. */
  speed: number | null;
}

/** A source of which something is still to be done; what runs of it is among the running steps. */
export interface OpenSource {
  batchId: string;
  sourceIndex: number;
  engine: string;
  audioSeconds: number | null;
  /** Whether the length was told from the bytes. */
  guessed: boolean;
  preparationWaits: boolean;
  /** Until a retry is due. */
  waitSeconds: number;
  /** Audio of its own batch that waits before it. */
  aheadSeconds: number;
}

/** What waits of a batch that may go on. */
export interface OpenBatch {
  batchId: string;
  engine: string;
  /** Sources whose transcription waits, and their audio; those of unknown length are counted apart. */
  waiting: number;
  waitingSeconds: number;
  unknown: number;
  guessed: number;
  /** Sources of which it is known that they will not move by themselves: paused, or bytes to come. */
  still: number;
  /** Longest recording that is not prepared yet. */
  preparationSeconds: number;
  waitSeconds: number;
}

/** How many share the engine from here on is a guess too, where somebody else is about. */
const SHARING_SD = 0.1;

export function deriveSourcePace(
  source: OpenSource,
  running: readonly RunningStep[],
  batches: readonly OpenBatch[],
  model: PaceModel,
): Pace | null {
  const step = running.find(
    (one) => one.batchId === source.batchId && one.sourceIndex === source.sourceIndex,
  );
  const others = running.filter((one) => one.taskType === "transcribe" && one !== step);
  if (step?.taskType === "transcribe") {
    const own = model.transcriptionLeft(step);
    if (!own) return null;
    const waiting = batches.reduce((sum, batch) => sum + secondsWaiting(batch, model), 0);
    const active = [
      own.seconds,
      ...others.map((one) => model.transcriptionLeft(one)?.seconds ?? own.seconds),
    ];
    const places = Math.max(model.slots, active.length);
    const queue = waiting > 0 ? new Array<number>(places).fill(waiting / places) : [];
    const seconds = shareEngine(active, queue, places).active[0] ?? own.seconds;
    return withSpeed(estimateTimeLeft([stretch(own, seconds)]), model.runSpeed(step));
  }

  const fetching = step?.taskType === "download" ? deriveDownloadLeft(step) : null;
  if (step?.taskType === "download" && !fetching) return null;
  const preparation = step?.taskType === "preprocess" ? model.preparationLeft(step) : null;
  if (step?.taskType === "preprocess" && !preparation) return null;
  const audioSeconds = source.audioSeconds ?? preparation?.audioSeconds ?? null;
  if (audioSeconds === null) return null;
  const own = deriveSourceWork(model, { engine: source.engine, audioSeconds, guessed: source.guessed });
  if (!own) return null;
  const ahead = (source.aheadSeconds / Math.max(audioSeconds, 1e-3)) * own.seconds;
  const beside = batches
    .filter((batch) => batch.batchId !== source.batchId)
    .reduce((sum, batch) => sum + Math.min(secondsWaiting(batch, model), ahead + own.seconds), 0);
  const active = others.map((one) => model.transcriptionLeft(one)?.seconds ?? own.seconds);
  const [, end = own.seconds] = shareEngine(active, [ahead, own.seconds], model.slots).waiting;
  const parts = [stretch(own, end + beside)];
  if (preparation) parts.push(preparation);
  if (fetching) parts.push(fetching);
  if (source.preparationWaits) parts.push(...preparationOf(audioSeconds, model));
  return withSpeed(estimateTimeLeft(parts, source.waitSeconds), preparation?.speed ?? null);
}

export function deriveBatchPace(
  batchId: string,
  running: readonly RunningStep[],
  batches: readonly OpenBatch[],
  model: PaceModel,
): Pace | null {
  const own = batches.filter((batch) => batch.batchId === batchId);
  if (own.some((batch) => batch.still > 0)) return null;
  const parts: WorkLeft[] = [];
  for (const batch of own) {
    if (batch.unknown > 0) return null;
    if (batch.waiting === 0) continue;
    const belief = model.believeSpeed(batch.engine);
    if (!belief) return null;
    const audioSdLog = batch.guessed > 0 ? (model.lengthGuess?.sdLog ?? 1) : 0;
    parts.push(deriveWaitingWork(batch.waitingSeconds, belief, { runs: batch.waiting, audioSdLog }));
  }
  const transcribing = running.filter((step) => step.taskType === "transcribe");
  const mine = transcribing.filter((step) => step.batchId === batchId);
  for (const step of mine) {
    const left = model.transcriptionLeft(step);
    if (!left) return null;
    parts.push(left);
  }
  const preparing = running.filter((step) => step.taskType === "preprocess" && step.batchId === batchId);
  if (parts.length === 0 && preparing.length === 0) return null;

  const work = parts.reduce((sum, part) => sum + part.seconds, 0);
  const beside = listOthersWork(batchId, transcribing, batches, model);
  const shared = work + beside.reduce((sum, seconds) => sum + Math.min(seconds, work), 0);
  const stretched = parts.map((part) => stretch(part, work > 0 ? (part.seconds * shared) / work : 0));
  // The engine has nothing to do before the first recording is prepared; later ones are prepared meanwhile.
  if (mine.length === 0) {
    const first = preparing.flatMap((step) => model.preparationLeft(step) ?? []);
    const longest = Math.max(0, ...own.map((batch) => batch.preparationSeconds));
    const fetched = running.filter((step) => step.taskType === "download" && step.batchId === batchId);
    const downloads = fetched.map(deriveDownloadLeft);
    if (downloads.includes(null)) return null;
    const soonest = downloads.sort((a, b) => (a?.seconds ?? 0) - (b?.seconds ?? 0))[0];
    if (soonest) stretched.push(soonest);
    stretched.push(...(first.length > 0 ? first.slice(0, 1) : preparationOf(longest, model)));
  }
  // Only a retry that comes after all else keeps the batch waiting.
  const retry = Math.max(0, ...own.map((batch) => batch.waitSeconds));
  const speeds = mine.flatMap((step) => model.runSpeed(step) ?? []);
  const speed = speeds.length > 0 ? speeds.reduce((sum, one) => sum + one, 0) : null;
  return withSpeed(estimateTimeLeft(stretched, Math.max(0, retry - shared)), speed);
}

/** A network keeps no promise. */
const DOWNLOAD_SD = 0.5;
/** Before that much of a file has come, its speed says little. */
const TELLING_SHARE = 0.01;

/** Null before enough has come to tell. */
function deriveDownloadLeft(step: RunningStep): WorkLeft | null {
  const passed = -step.startedAt;
  if (step.progress < TELLING_SHARE || passed <= 0) return null;
  return { seconds: (passed * (1 - step.progress)) / step.progress, sdLog: DOWNLOAD_SD, degrees: 4 };
}

/** What each other batch has for the engine, in seconds of it. */
function listOthersWork(
  batchId: string,
  transcribing: RunningStep[],
  batches: readonly OpenBatch[],
  model: PaceModel,
): number[] {
  const works = new Map<string, number>();
  const add = (id: string, seconds: number) =>
    void (id !== batchId && works.set(id, (works.get(id) ?? 0) + seconds));
  for (const batch of batches) add(batch.batchId, secondsWaiting(batch, model));
  for (const step of transcribing) add(step.batchId, model.transcriptionLeft(step)?.seconds ?? 0);
  return [...works.values()];
}

function secondsWaiting(batch: OpenBatch, model: PaceModel): number {
  const belief = model.believeSpeed(batch.engine);
  return belief ? batch.waitingSeconds / Math.exp(belief.meanLog) : 0;
}

/** The same work, taking longer because the engine does other work too. */
function stretch(work: WorkLeft, seconds: number): WorkLeft {
  const shared = seconds > work.seconds * 1.01;
  return { ...work, seconds, sdLog: shared ? Math.hypot(work.sdLog, SHARING_SD) : work.sdLog };
}

function preparationOf(audioSeconds: number, model: PaceModel): WorkLeft[] {
  const belief = model.believePreparation;
  return belief && audioSeconds > 0 ? [deriveWaitingWork(audioSeconds, belief)] : [];
}

function withSpeed(left: TimeLeft | null, speed: number | null): Pace | null {
  return left && { ...left, speed };
}
