import { z } from "zod";
import type { WorkStatus } from "@/core/status/transitions";
import { type Db, Prisma, type PrismaClient } from "@/server/platform/db";
import { getLogger } from "@/server/platform/logger";
import { NOTICE_DELAY_MS } from "@/server/platform/patience";

/** Sent on every change of status, and only then: progress is polled by whoever looks at it. */
export const STATUS_CHANNEL = "trax_status";

export const statusNotice = z.object({
  ownerId: z.number().int(),
  batchId: z.string(),
  documentId: z.string().nullable(),
  sourceIndex: z.number().int().nullable(),
  itemId: z.string().nullable(),
  /** Null where more than this changed: a run of the item looks whether it was meant. */
  status: z.string().nullable(),
});
export type StatusNotice = z.infer<typeof statusNotice> & { status: WorkStatus | null };

/** Delivered when the transaction commits, and not if it does not. */
export async function notifyStatus(tx: Db, notice: StatusNotice): Promise<void> {
  await tx.$executeRaw(Prisma.sql`select pg_notify(${STATUS_CHANNEL}, ${JSON.stringify(notice)})`);
}

/** Something of the batch changed, however much: whoever shows it asks again. */
export async function announceBatch(tx: Db, ownerId: number, batchId: string): Promise<void> {
  await notifyStatus(tx, {
    ownerId,
    batchId,
    documentId: null,
    sourceIndex: null,
    itemId: null,
    status: null,
  });
}

/** Sent with every saved edit of a document. */
export const EDIT_CHANNEL = "trax_edit";

export const editNotice = z.object({
  ownerId: z.number().int(),
  documentId: z.string(),
  /** Of the document, with the edit. */
  revision: z.number().int(),
});
export type EditNotice = z.infer<typeof editNotice>;

/** Delivered when the transaction commits, and not if it does not. */
export async function notifyEdit(tx: Db, notice: EditNotice): Promise<void> {
  await tx.$executeRaw(Prisma.sql`select pg_notify(${EDIT_CHANNEL}, ${JSON.stringify(notice)})`);
}

interface Outbox {
  notices: Map<string, StatusNotice>;
  flushing: Promise<void> | null;
}

/** Above this many at once, "something of the batch changed" says as much. */
const MOST_A_BATCH = 20;

const outboxes = new WeakMap<PrismaClient, Outbox>();

/** Tells of a change that has been committed, together with others of the same moment. NOTIFY in the transaction itself
 * would make every commit wait for the one before it to reach the disk. What a crash swallows here the pages find with
 * their next look. */
export function announceSoon(prisma: PrismaClient, notice: StatusNotice): void {
  const outbox = outboxes.get(prisma) ?? { notices: new Map(), flushing: null };
  outboxes.set(prisma, outbox);
  outbox.notices.set(`${notice.batchId}:${notice.sourceIndex}:${notice.itemId}`, notice);
  outbox.flushing ??= new Promise((resolve) => {
    setTimeout(() => void flush(prisma, outbox).then(resolve), NOTICE_DELAY_MS);
  });
}

/** Resolves when what was announced has been told. */
export async function flushNotices(prisma: PrismaClient): Promise<void> {
  await outboxes.get(prisma)?.flushing;
}

async function flush(prisma: PrismaClient, outbox: Outbox): Promise<void> {
  const payloads = mergeNotices([...outbox.notices.values()]).map((notice) => JSON.stringify(notice));
  outbox.notices.clear();
  outbox.flushing = null;
  try {
    await prisma.$executeRaw(Prisma.sql`
      select set_config('synchronous_commit', 'off', true), pg_notify(${STATUS_CHANNEL}, payload)
      from unnest(${payloads}::text[]) as payload`);
  } catch (error) {
    getLogger().debug({ err: String(error) }, "changes not announced");
  }
}

/** Of a batch that changed in many places only that it did. Pure. */
export function mergeNotices(notices: StatusNotice[]): StatusNotice[] {
  const counts = new Map<string, number>();
  for (const { batchId } of notices) counts.set(batchId, (counts.get(batchId) ?? 0) + 1);
  const merged = new Map<string, StatusNotice>();
  for (const notice of notices) {
    const { ownerId, batchId } = notice;
    if ((counts.get(batchId) ?? 0) <= MOST_A_BATCH) {
      merged.set(`${batchId}:${merged.size}`, notice);
    } else {
      const whole = { documentId: null, sourceIndex: null, itemId: null, status: null };
      merged.set(batchId, { ownerId, batchId, ...whole });
    }
  }
  return [...merged.values()];
}
