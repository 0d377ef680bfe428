import { Prisma, type PrismaClient, type Tx } from "./db";
import { TraxError } from "./errors";
import { isStatementCut } from "./report-runaways";

/** What somebody waits for in front of a page is ended after this. */
const QUERY_LIMIT_MS = 5_000;

/** Runs what a person waits for, and whose cost depends on what they typed: it may not run away with the database.
 * @throws SEARCH_TOO_SLOW */
export async function withQueryLimit<T>(
  prisma: PrismaClient,
  run: (tx: Tx) => Promise<T>,
  limitMs: number = QUERY_LIMIT_MS,
): Promise<T> {
  try {
    return await prisma.$transaction(async (tx) => {
      // In one process: many may look for something at once.
      await tx.$executeRaw(Prisma.sql`select set_config('statement_timeout', ${String(limitMs)}, true),
        set_config('max_parallel_workers_per_gather', '0', true)`);
      return run(tx);
    });
  } catch (error) {
    if (isStatementCut(error)) throw new TraxError("SEARCH_TOO_SLOW", { seconds: limitMs / 1_000 });
    throw error;
  }
}
