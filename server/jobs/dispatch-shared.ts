import type { PrismaClient } from "@/server/platform/db";
import { getLogger } from "@/server/platform/logger";
import { dispatch } from "./dispatch";

interface Round {
  running: Promise<void>;
  /** Begins when `running` is over; whoever asks until then is served by it. */
  next: Promise<void> | null;
}

const rounds = new WeakMap<PrismaClient, Map<string, Round>>();

/** Dispatches a batch in a transaction of its own, once for all who ask in the same moment. Resolves when a dispatch
 * that began after the call is over. Never throws: what is not handed over here the sweeper hands over. */
export function dispatchShared(prisma: PrismaClient, batchId: string): Promise<void> {
  const ofClient = rounds.get(prisma) ?? new Map<string, Round>();
  rounds.set(prisma, ofClient);
  const round = ofClient.get(batchId);
  if (!round) return begin(prisma, ofClient, batchId);
  round.next ??= round.running.then(() => begin(prisma, ofClient, batchId));
  return round.next;
}

function begin(prisma: PrismaClient, ofClient: Map<string, Round>, batchId: string): Promise<void> {
  const round: Round = { running: Promise.resolve(), next: null };
  ofClient.set(batchId, round);
  round.running = prisma
    .$transaction((tx) => dispatch(tx, batchId))
    .catch((error: unknown) => {
      getLogger().warn({ batchId, err: String(error) }, "batch not dispatched");
    })
    .then(() => {
      if (!round.next) ofClient.delete(batchId);
    });
  return round.running;
}
