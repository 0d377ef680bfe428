import { setMaxListeners } from "node:events";
import { findFetchedModel } from "@/core/speech/fetched-models";
import { TraxError } from "@/server/platform/errors";
import type { ProcessUsage } from "../resources/process-usage";
import type { ChildWatch } from "../resources/run-account";
import type { EngineRequestOptions } from "./engine";
import { closedError, memoryLimitError, replyError } from "./engine-errors";
import { type EngineReply, type EngineTask, type EngineTaskResults, findModelOf } from "./engine-messages";
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

export interface TaskOptions extends EngineRequestOptions {
  /** Groups (files) take turns, however many tasks each has waiting. */
  group: string;
}

export interface EnginePool {
  readonly modelsDir: string;
  /** No child works for a task any more when it settles.
   * @throws the signal's reason; ENGINE_CRASHED when the child died, ENGINE_TIMEOUT when it hung (both may be
   * tried again), MEMORY_LIMIT, ENGINE_MODEL_MISSING, STEP_FAILED */
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
const abortGraceMs = 500;
const largeModelPatience = 4;
const patientKinds: readonly EngineTask["kind"][] = ["recognise", "speakers"];

type AnyResult = EngineTaskResults[EngineTask["kind"]];

interface Job extends TaskOptions {
  id: number;
  task: EngineTask;
  /** What it ends with, however its child ends: known before the child is free. */
  failure: unknown;
  /** It outgrew its limit in a child that had worked before: what that held from then does not count. */
  wantsFresh: boolean;
  /** Whichever of the two comes first settles the job; later calls change nothing. */
  resolve(result: AnyResult): void;
  reject(error: unknown): void;
}

interface Slot {
  child: EngineChild;
  /** The model that its child holds. */
  model: string | null;
  /** What the child held after its last task. */
  memoryMb: number;
  tasks: number;
  job: Job | null;
  watch: ChildWatch | undefined;
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
    const slot: Slot = {
      child,
      model: null,
      memoryMb: 0,
      tasks: 0,
      job: null,
      watch: undefined,
      timer: undefined,
    };
    live.add(slot);
    void child.ended.then((reason) => {
      live.delete(slot);
      const job = leaveSlot(slot);
      if (job?.wantsFresh && !job.failure) queue.add(job.group, job);
      else job?.reject(job.failure ?? new TraxError("ENGINE_CRASHED", { reason }));
      pump();
    });
    return slot;
  }

  function startJob(slot: Slot, job: Job): void {
    clearTimeout(slot.timer);
    slot.job = job;
    slot.tasks += 1;
    slot.model = findModelOf(job.task) ?? slot.model;
    slot.watch = job.account?.watch(slot.child.pid, () => {
      if (slot.tasks > 1) job.wantsFresh = true;
      else job.failure ??= memoryLimitError(job.task, job.account);
      slot.child.kill();
    });
    // A gigabyte has to come from the disk first, and the largest models are slower than speech.
    const timeoutMs = taskTimeoutMs * (patientKinds.includes(job.task.kind) ? largeModelPatience : 1);
    slot.timer = setTimeout(() => {
      job.failure ??= new TraxError("ENGINE_TIMEOUT", { seconds: Math.round(timeoutMs / 1000) });
      slot.child.kill();
    }, timeoutMs);
    slot.child.send({ id: job.id, task: job.task });
  }

  function leaveSlot(slot: Slot, usage?: ProcessUsage): Job | null {
    const { job } = slot;
    clearTimeout(slot.timer);
    slot.watch?.end(usage);
    slot.watch = undefined;
    slot.job = null;
    return job;
  }

  function finishJob(slot: Slot, reply: EngineReply): void {
    // What a child says that was told to end comes too late: the job waits for it to be gone.
    if (slot.job?.id !== reply.id || !slot.child.isUsable()) return;
    const job = leaveSlot(slot, reply.usage) as Job;
    slot.memoryMb = reply.usage.memoryMb;
    if (job.failure) job.reject(job.failure);
    else if (reply.ok) job.resolve(reply.result);
    else job.reject(replyError(job.task, reply));
    if (job.task.kind === "build") slot.child.kill();
    else slot.timer = setTimeout(slot.child.kill, idleMs).unref();
    pump();
  }

  /** A batch with a lower share of the cores leaves the other slots to other batches. */
  function isWithinShare({ account }: Job): boolean {
    if (!account) return true;
    const taken = [...live].filter((slot) => slot.job?.account?.batchId === account.batchId);
    return taken.length < account.engineSlots;
  }

  /** An idle child that the job may have, best one with its model; "new" where there is room for one more. */
  function findRoom({ task, account, wantsFresh }: Job): Slot | "new" | null {
    const limitMb = account?.memoryLimitMb ?? Number.POSITIVE_INFINITY;
    const wanted = findModelOf(task);
    const fitting = listIdle().filter(
      (slot) => !wantsFresh && slot.memoryMb <= limitMb && (wanted === null || canHold(slot, wanted)),
    );
    const idle = fitting.find((slot) => slot.model === wanted) ?? fitting[0];
    return idle ?? (live.size < slots ? "new" : null);
  }

  /** Moonshine's models change places in a child; one that was fetched stays until its child ends. */
  function canHold({ model }: Slot, wanted: string): boolean {
    return model === null || model === wanted || findFetchedModel(model) === null;
  }

  function listIdle(): Slot[] {
    return [...live].filter((slot) => slot.job === null && slot.child.isUsable());
  }

  function pump(): void {
    while (!closed) {
      makeRoom();
      const job = queue.take((each) => isWithinShare(each) && findRoom(each) !== null);
      if (!job) return;
      const room = findRoom(job) as Slot | "new";
      startJob(room === "new" ? openSlot() : room, job);
    }
  }

  /** Where the job whose turn it is finds the idle children too large, one of them goes; the next start is the job's,
   * which has kept its turn. */
  function makeRoom(): void {
    const job = queue.peek(isWithinShare);
    const [idle] = listIdle();
    if (!job || !idle || findRoom(job) !== null) return;
    if ([...live].every((slot) => slot.child.isUsable())) idle.child.kill();
  }

  function abort(job: Job, reason: unknown): void {
    if (queue.remove(job)) job.reject(reason);
    const slot = [...live].find((each) => each.job === job);
    if (!slot) return;
    job.failure ??= reason;
    clearTimeout(slot.timer);
    slot.timer = setTimeout(slot.child.kill, abortGraceMs);
  }

  function run(task: EngineTask, asked: TaskOptions): Promise<AnyResult> {
    const { group, signal, softStop } = asked;
    return new Promise((resolve, reject) => {
      if (closed) return reject(closedError());
      if (signal.aborted) return reject(signal.reason);
      if (softStop?.aborted) return reject(softStop.reason);
      // A file has hundreds of chunks under one signal; that many listeners are meant.
      for (const each of [signal, softStop]) if (each) setMaxListeners(0, each);
      const onAbort = () => abort(job, signal.reason);
      const onSoftStop = () => {
        if (queue.remove(job)) job.reject(softStop?.reason);
      };
      const settle =
        <T>(how: (value: T) => void) =>
        (value: T) => {
          signal.removeEventListener("abort", onAbort);
          softStop?.removeEventListener("abort", onSoftStop);
          how(value);
        };
      const job: Job = {
        ...asked,
        id: ++lastId,
        task,
        failure: undefined,
        wantsFresh: false,
        resolve: settle(resolve),
        reject: settle(reject),
      };
      signal.addEventListener("abort", onAbort, { once: true });
      softStop?.addEventListener("abort", onSoftStop, { once: true });
      queue.add(group, job);
      pump();
    });
  }

  async function close(): Promise<void> {
    closed = true;
    for (let job = queue.take(); job; job = queue.take()) job.reject(closedError());
    const ending = [...live];
    for (const slot of ending) {
      if (slot.job) slot.job.failure ??= closedError();
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
