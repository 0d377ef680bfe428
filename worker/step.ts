import type { Claim } from "@/server/jobs/lifecycle";
import type { PrismaClient, Tx } from "@/server/platform/db";
import type { Logger } from "@/server/platform/logger";
import type { Storage } from "@/server/platform/storage";
import type { EngineProvider } from "./engines/engine-provider";
import type { RunAccount } from "./resources/run-account";

/** What a step of a source works with. */
export interface StepContext {
  prisma: PrismaClient;
  storage: Storage;
  engines: EngineProvider;
  logger: Logger;
  /** Aborts when the item is cancelled, taken away, or the worker stops. A step that rejects has left no process and
   * no half file. */
  signal: AbortSignal;
  /** Aborts when the step is to stop at its next checkpoint, saving what is in hand: it then throws the reason. */
  softStop: AbortSignal;
  /** Says that from now on the step heeds `softStop`. A step that never does is aborted at once. */
  openCheckpoints(): void;
  /** What the run may use; every process that works for it is counted here. */
  account: RunAccount;
  /** How far the step is, 0..1; written with the next sign of life. */
  setProgress(fraction: number): void;
}

/** What a step made. `write` runs in the transaction that ends the item, so output and status commit together; a step
 * whose output is its `resultData` alone has none. */
export interface StepOutput {
  resultData: Record<string, unknown>;
  write?(tx: Tx): Promise<void>;
  /** `write` asks for jobs: they are handed over with the end of the item, though its source has ended. */
  asksForWork?: boolean;
  /** After the commit: what is no longer needed goes. */
  onFinished?(): Promise<void>;
  /** The claim was stale: nothing was written, and what this run left on the disk goes. */
  onLost?(): Promise<void>;
}

/** A step of a source or, with another kind of run, a processing job. */
export type Step<Run = Claim> = (context: StepContext, run: Run) => Promise<StepOutput>;
