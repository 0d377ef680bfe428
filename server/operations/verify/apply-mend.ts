import type { ClientBase } from "pg";
import { prepareAgain } from "@/server/batches/prepare-again";
import { dispatchLooseJobs } from "@/server/jobs/dispatch";
import { isQueueThere } from "@/server/jobs/is-queue-there";
import { createProcessingJob } from "@/server/jobs/processing-jobs";
import { recountBatch } from "@/server/jobs/recount";
import type { PrismaClient } from "@/server/platform/db";
import type { Storage } from "@/server/platform/storage";
import { storageKeys } from "@/server/platform/storage";
import { describeReason } from "../migration-connection";
import type { Mend } from "./finding";

/** What mends work with. */
export interface MendTools {
  /** Holds the lock that migrations take. */
  client: ClientBase;
  prisma: PrismaClient;
  storage: Storage;
  /** Names the folder of lost-and-found: the time of this repair. */
  run: string;
}

/** Whoever is at work gives way within this, or the mend is left for another time. */
const LOCK_TIMEOUT = "30s";

/** Carries one mend out, in a transaction of its own.
 * @returns why it could not be, null where it was */
export async function applyMend(tools: MendTools, mend: Mend): Promise<string | null> {
  try {
    switch (mend.type) {
      case "sql":
        return await applyStatements(tools.client, mend.statements);
      case "recount":
        await tools.prisma.$transaction((tx) => recountBatch(tx, mend.batchId));
        return null;
      case "remake-proxy":
        return await remakeProxy(tools.prisma, mend.mediaFileId);
      case "prepare-again":
        return await prepareAgain(mend.mediaFileId, tools.prisma);
      case "set-aside":
        return await setAside(tools, mend);
    }
  } catch (error) {
    return describeReason(error);
  }
}

async function applyStatements(client: ClientBase, statements: readonly string[]): Promise<null> {
  await client.query("BEGIN");
  try {
    await client.query(`SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'`);
    await client.query("SET LOCAL TimeZone = 'UTC'");
    for (const statement of statements) await client.query(statement);
    await client.query("COMMIT");
    return null;
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  }
}

async function remakeProxy(prisma: PrismaClient, mediaFileId: string): Promise<null> {
  // Where the queue was never made the first worker hands the job over.
  const isThere = await isQueueThere(prisma);
  await prisma.$transaction(async (tx) => {
    const document = await tx.transcriptDocument.findFirst({ where: { mediaFileId }, select: { id: true } });
    await createProcessingJob(tx, {
      jobType: "proxy",
      mediaFileId,
      documentId: document?.id ?? null,
      batchId: null,
      sourceIndex: 0,
    });
    if (isThere) await dispatchLooseJobs(tx);
  });
  return null;
}

/** Moved, never removed: somebody may know what it is. The record is there before the file is. */
async function setAside(
  { storage, run }: MendTools,
  { key, sizeBytes, reason }: Extract<Mend, { type: "set-aside" }>,
): Promise<string | null> {
  const target = `${storageKeys.lostAndFound(run)}/${key}`;
  const record = { movedAt: new Date().toISOString(), key, sizeBytes, reason };
  await storage.write(`${target}.record.json`, `${JSON.stringify(record)}\n`);
  const local = await storage.fetchLocal(key);
  try {
    await storage.adopt(local.path, target);
  } finally {
    await local.release();
  }
  const size = await storage.findSize(target);
  if (size !== sizeBytes) return `${size ?? 0} of ${sizeBytes} bytes arrived in ${target}.`;
  await storage.remove(key);
  return null;
}
