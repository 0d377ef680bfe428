import { z } from "zod";
import type { WorkStatus } from "@/core/status/transitions";
import { type Db, Prisma } from "@/server/platform/db";

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
