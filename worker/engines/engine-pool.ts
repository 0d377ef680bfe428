import { setMaxListeners } from "node:events";
import { TraxError } from "@/server/platform/errors";
import type { EngineReply, EngineTask, EngineTaskResults } from "./engine-messages";
import { createFairQueue } from "./fair-queue";
import { type ChildEntry, type EngineChild, spawnEngineChild } from "./spawn-engine-child";

export interface EnginePoolOptions {
  /** Children at most; each decodes on one thread. */
  slots: number;
  modelsDir: string;
  childEntry: ChildEntry;
  /** A child with nothing to do for this long gives its memory back. */
  idleMs?: number;
  /** A task that takes longer than this has hung. */
  taskTimeoutMs?: number;
}

export interface TaskOptions {
  /** Groups (files) take turns, however many tasks each has waiting. */
  group: string;
  signal: AbortSignal;
}

export interface EnginePool {
  readonly modelsDir: string;
  /** @throws the signal's reason; ENGINE_CRASHED when the child died, ENGINE_TIMEOUT when it hung (both may be
   * tried again), ENGINE_MODEL_MISSING, STEP_FAILED */
  run<Kind extends EngineTask["kind"]>(
    task: Extract<EngineTask, { kind: Kind }>,
    options: TaskOptions,
  ): Promise<EngineTaskResults[Kind]>;
  /** Process ids of the children that live now. */
  listChildPids(): number[];
  /** Rejects what waits and runs; resolves when no child is left. */
  close(): Promise<void>;
}

/** An aborted task may still come to its end for this long, which spares loading the models again. */
const abortGraceMs = 1_000;

type AnyResult = EngineTaskResults[EngineTask["kind"]];

interface Job {
  id: number;
  task: EngineTask;
  signal: AbortSignal;
  /** Whichever of the two comes first settles the job; later calls change nothing. */
  resolve(result: AnyResult): void;
  reject(error: unknown): void;
}

interface Slot {
  child: EngineChild;
  /** The model that its child holds. */
  model: string | null;
  job: Job | null;
  /** Ends the child: of a job that hangs or was aborted, or of idleness. */
  timer: NodeJS.Timeout | undefined;
}

/** Children that hear speech, at most `slots`, started when there is work for them. A child that dies costs its
 * task alone: the next task starts another. */
export function createEnginePool(options: EnginePoolOptions): EnginePool {
  const { slots, modelsDir, childEntry, idleMs = 5 * 60_000, taskTimeoutMs = 180_000 } = options;
  const queue = createFairQueue<Job>();
  const live = new Set<Slot>();
  let closed = false;
  let lastId = 0;

  function openSlot(): Slot {
    const child = spawnEngineChild(childEntry, modelsDir, (reply) => finishJob(slot, reply));
    const slot: Slot = { child, model: null, job: null, timer: undefined };
    live.add(slot);
    void child.ended.then((reason) => {
      live.delete(slot);
      clearTimeout(slot.timer);
      slot.job?.reject(new TraxError("ENGINE_CRASHED", { reason }));
      pump();
    });
    return slot;
  }

  function startJob(slot: Slot, job: Job): void {
    clearTimeout(slot.timer);
    slot.job = job;
    if (job.task.kind === "transcribe") slot.model = job.task.model;
    slot.timer = setTimeout(() => {
      job.reject(new TraxError("ENGINE_TIMEOUT", { seconds: Math.round(taskTimeoutMs / 1000) }));
      slot.child.kill();
    }, taskTimeoutMs);
    slot.child.send({ id: job.id, task: job.task });
  }

  function finishJob(slot: Slot, reply: EngineReply): void {
    const { job } = slot;
    if (job?.id !== reply.id) return;
    clearTimeout(slot.timer);
    slot.job = null;
    if (reply.ok) job.resolve(reply.result);
    else job.reject(toError(job.task, reply));
    if (job.task.kind === "build") slot.child.kill();
    else slot.timer = setTimeout(slot.child.kill, idleMs).unref();
    pump();
  }

  function pump(): void {
    while (!closed && queue.size() > 0) {
      const idle = [...live].filter((slot) => slot.job === null && slot.child.isUsable());
      if (idle.length === 0 && live.size >= slots) return;
      const job = queue.take();
      if (!job) return;
      const wanted = job.task.kind === "transcribe" ? job.task.model : null;
      startJob(idle.find((slot) => slot.model === wanted) ?? idle[0] ?? openSlot(), job);
    }
  }

  function abort(job: Job): void {
    job.reject(job.signal.reason);
    if (queue.remove(job)) return;
    const slot = [...live].find((each) => each.job === job);
    if (!slot) return;
    clearTimeout(slot.timer);
    slot.timer = setTimeout(slot.child.kill, abortGraceMs);
  }

  function run(task: EngineTask, { group, signal }: TaskOptions): Promise<AnyResult> {
    return new Promise((resolve, reject) => {
      if (closed) return reject(closedError());
      if (signal.aborted) return reject(signal.reason);
      // A file has hundreds of chunks under one signal; that many listeners are meant.
      setMaxListeners(0, signal);
      const onAbort = () => abort(job);
      const settle =
        <T>(how: (value: T) => void) =>
        (value: T) => {
          signal.removeEventListener("abort", onAbort);
          how(value);
        };
      const job: Job = { id: ++lastId, task, signal, resolve: settle(resolve), reject: settle(reject) };
      signal.addEventListener("abort", onAbort, { once: true });
      queue.add(group, job);
      pump();
    });
  }

  async function close(): Promise<void> {
    closed = true;
    for (let job = queue.take(); job; job = queue.take()) job.reject(closedError());
    const ending = [...live];
    for (const slot of ending) {
      slot.job?.reject(closedError());
      slot.child.kill();
    }
    await Promise.all(ending.map((slot) => slot.child.ended));
  }

  return {
    modelsDir,
    run: run as EnginePool["run"],
    listChildPids: () => [...live].flatMap((slot) => slot.child.pid ?? []),
    close,
  };
}

function closedError(): TraxError {
  return new TraxError("ENGINE_CRASHED", { reason: "the worker is stopping" });
}

function toError(task: EngineTask, reply: Extract<EngineReply, { ok: false }>): TraxError {
  const model = "model" in task ? `moonshine-${task.model}` : "silero-vad";
  return reply.failed === "model"
    ? new TraxError("ENGINE_MODEL_MISSING", { model, reason: reply.message })
    : new TraxError("STEP_FAILED", { reason: reply.message });
}
