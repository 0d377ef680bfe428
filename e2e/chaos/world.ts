import type pg from "pg";
import type { Db } from "@/server/platform/db";
import type { Submission } from "./traffic";

/** What is put under stress: the product's whole way of working, or the bare queue. */
export interface World<Client extends Db> {
  /** The worker's entry, from the root of the repository. */
  workerEntry: string;
  /** Items that a submission brings and how often one comes. */
  everyMs: number;
  prepare(pool: pg.Pool): Promise<void>;
  createSubmission(prisma: Client, turn: number): Submission;
  listBusyWorkers(pool: pg.Pool): Promise<string[]>;
  /** Of what was accepted, how many ended and how many of these badly; `idle` when nothing is to be expected any
   * more, because nothing runs and nothing is due. */
  look(pool: pg.Pool): Promise<{ ended: number; failed: number; idle: boolean }>;
  judge(pool: pg.Pool): Promise<{ double: number; stale: number; wrongText: number }>;
}
