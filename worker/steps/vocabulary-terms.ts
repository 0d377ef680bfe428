import type { VocabularyTerm } from "@/core/transcript/parse-terms";
import type { Claim } from "@/server/jobs/lifecycle";
import { batchKeeps } from "@/server/jobs/work-schema";
import type { PrismaClient } from "@/server/platform/db";

/** The terms that a batch was submitted with. */
export async function listKeptTerms(
  prisma: PrismaClient,
  { batchId }: Pick<Claim, "batchId">,
): Promise<VocabularyTerm[]> {
  const batch = await prisma.batchJob.findUnique({ where: { id: batchId }, select: { settings: true } });
  return batchKeeps.safeParse(batch?.settings ?? {}).data?.terms ?? [];
}
