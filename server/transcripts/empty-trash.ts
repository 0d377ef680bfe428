import { getPrisma, type PrismaClient } from "@/server/platform/db";
import { getSettings } from "@/server/platform/env";
import { purgeDocuments } from "./service";

const DAY_MS = 24 * 60 * 60_000;
/** So many at once; the rest have their turn in the next round. */
const most = 500;

/** Deletes for ever what has been in the trash for TRAX_TRASH_DAYS, whoever's. What is restored meanwhile stays: each is
 * looked at once more as it is deleted. Returns how many went. */
export async function emptyOldTrash(
  prisma: PrismaClient = getPrisma(),
  nowMs: number = Date.now(),
): Promise<number> {
  const before = new Date(nowMs - getSettings().TRAX_TRASH_DAYS * DAY_MS);
  const rows = await prisma.transcriptDocument.findMany({
    where: { deletedAt: { lt: before } },
    select: { id: true, ownerId: true },
    orderBy: { deletedAt: "asc" },
    take: most,
  });
  let purged = 0;
  for (const { id, ownerId } of rows) purged += await purgeDocuments(ownerId, [id], prisma, before);
  return purged;
}
