import { type BatchKeeps, batchKeeps } from "@/server/jobs/work-schema";
import type { Prisma, Tx } from "@/server/platform/db";
import { storedJson } from "@/server/platform/stored-json";
import { listTermsFor } from "@/server/vocabulary/data";
import type { BatchSettings } from "./schema";

/** The settings as a batch keeps them: with the terms of this moment, once for all of its sources. */
export async function keepSettings(
  tx: Tx,
  ownerId: number,
  settings: BatchKeeps,
  { vocabulary = [] }: Pick<BatchSettings, "vocabulary">,
): Promise<Prisma.InputJsonValue> {
  const { domain } = settings;
  const terms = await listTermsFor(ownerId, vocabulary, tx, typeof domain === "string" ? domain : null);
  return storedJson(batchKeeps, {
    ...settings,
    vocabulary: vocabulary.length > 0 ? vocabulary : undefined,
    terms: terms.length > 0 ? terms : undefined,
  });
}
