import { Prisma, type PrismaClient } from "@/server/platform/db";
import { type Storage, storageKeys } from "@/server/platform/storage";

/** Of a row `pass`: what it heard is still wanted, until it is merged or nobody wants it. */
const passIsKept = Prisma.sql`pass.job_type = 'pass' and pass.status <> 'cancelled' and not exists (
  select 1 from v2_processing_jobs merge where merge.transcript_id = pass.transcript_id and merge.job_type = 'merge'
    and merge.parameters->>'request' = pass.parameters->>'request' and merge.status = 'completed')`;

/** Runs on a recording that were overtaken left their folders. Those of runs at work stay (a playable copy may be in the
 * making, or just made), and so does what the row names. */
export async function removeStaleClaims(
  { prisma, storage }: { prisma: PrismaClient; storage: Storage },
  mediaFileId: string,
): Promise<void> {
  const folder = storageKeys.derivedOf(mediaFileId);
  const names = await storage.listNames(folder);
  // After the list, and in this order: a run claims before it makes its folder, and with the end of its claim the row
  // names what it made.
  const claims = await prisma.$queryRaw<{ token: string }[]>(Prisma.sql`
    select claim_token::text as token from batch_items
    where media_file_id = ${mediaFileId}::uuid and claim_token is not null
    union all select claim_token::text from v2_processing_jobs
    where media_file_id = ${mediaFileId}::uuid and claim_token is not null
    union all select 'pass-' || pass.id from v2_processing_jobs pass
    where pass.media_file_id = ${mediaFileId}::uuid and ${passIsKept}`);
  const media = await prisma.mediaFile.findUnique({
    where: { id: mediaFileId },
    select: { formatInfo: true },
  });
  const named = JSON.stringify(media?.formatInfo ?? null);
  for (const name of names) {
    const isAtWork = claims.some(({ token }) =>
      token.startsWith("pass-") ? name === token : name.startsWith(token),
    );
    if (isAtWork || named.includes(`"${folder}/${name}/`)) continue;
    await storage.removePrefix(`${folder}/${name}`);
  }
}
