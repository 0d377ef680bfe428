import { listBatchIds, listSources } from "@/server/batches/data";
import { TraxError } from "@/server/platform/errors";
import { listDocumentIds } from "@/server/transcripts/data";
import type { FollowedSource } from "./follow-sources";

export type Target = { kind: "batch"; batchId: string } | { kind: "transcript"; documentId: string };

/** What an id, or the beginning of one, means. @throws TraxError ID_UNKNOWN, ID_AMBIGUOUS */
export async function getTarget(ownerId: number, given: string): Promise<Target> {
  const prefix = given.trim().toLowerCase();
  if (!/^[0-9a-f][0-9a-f-]*$/.test(prefix)) throw new TraxError("ID_UNKNOWN", { id: given });
  const [documentIds, batchIds] = await Promise.all([
    listDocumentIds(ownerId, prefix),
    listBatchIds(ownerId, prefix),
  ]);
  const found: Target[] = [
    ...documentIds.map((documentId) => ({ kind: "transcript" as const, documentId })),
    ...batchIds.map((batchId) => ({ kind: "batch" as const, batchId })),
  ];
  const [only] = found;
  if (!only) throw new TraxError("ID_UNKNOWN", { id: given });
  if (found.length > 1) throw new TraxError("ID_AMBIGUOUS", { id: given });
  return only;
}

/** The sources that a target stands for: all of a batch, the newest submission of a transcript. */
export async function listTargetSources(ownerId: number, target: Target): Promise<FollowedSource[]> {
  if (target.kind === "batch") return listSources(ownerId, { batchIds: [target.batchId] });
  const sources = await listSources(ownerId, { documentIds: [target.documentId] });
  return sources.slice(-1);
}
