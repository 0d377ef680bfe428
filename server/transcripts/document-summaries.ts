import { listSources } from "@/server/batches/data";
import type { SourceView } from "@/server/batches/schema";
import { type Db, getPrisma } from "@/server/platform/db";
import { getSettings } from "@/server/platform/env";
import { TraxError } from "@/server/platform/errors";
import { toAccuracy } from "./read-metadata";
import type { DocumentSummary, WorkView } from "./schema";

const DAY_MS = 24 * 60 * 60_000;

/** When what went to the trash is deleted for ever. */
export function deriveEmptiedAt(deletedAt: Date): Date {
  return new Date(deletedAt.getTime() + getSettings().TRAX_TRASH_DAYS * DAY_MS);
}

/** In the order of the ids. */
export async function getSummaries(ownerId: number, ids: string[], db: Db): Promise<DocumentSummary[]> {
  const [rows, work] = await Promise.all([
    db.transcriptDocument.findMany({
      where: { ownerId, id: { in: ids } },
      include: {
        mediaFile: true,
        currentResult: { select: { accuracy: true, accuracyEstimate: true } },
        tags: { select: { tag: true }, orderBy: { tag: "asc" } },
        collections: {
          select: { collection: { select: { id: true, name: true } } },
          orderBy: { collection: { name: "asc" } },
        },
      },
    }),
    listWork(ownerId, ids, db),
  ]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    if (!row) return [];
    const source = work.get(id);
    return [
      {
        id,
        title: row.title,
        createdAt: row.createdAt,
        updatedAt: row.updatedAt,
        deletedAt: row.deletedAt,
        emptiedAt: row.deletedAt && deriveEmptiedAt(row.deletedAt),
        tags: row.tags.map(({ tag }) => tag),
        collections: row.collections.map(({ collection }) => collection),
        fileName: row.mediaFile?.fileName ?? null,
        durationSeconds: row.mediaFile?.durationSeconds ?? null,
        sizeBytes: source?.sizeBytes ?? (row.mediaFile ? Number(row.mediaFile.fileSize) : null),
        hasText: row.currentResultId !== null,
        accuracy: toAccuracy(row.currentResult),
        work: toWork(source),
      },
    ];
  });
}

/** The newest submission of each document. */
export async function listWork(
  ownerId: number,
  documentIds: string[],
  db: Db,
): Promise<Map<string, SourceView>> {
  const newest = new Map<string, SourceView>();
  for (const source of await listSources(ownerId, { documentIds }, db)) {
    if (source.documentId) newest.set(source.documentId, source);
  }
  return newest;
}

export function toWork(source: SourceView | undefined): WorkView | null {
  if (!source || source.stage === "processed") return null;
  const { batchId, sourceIndex, stage, progress, error } = source;
  return { batchId, sourceIndex, stage, progress, error };
}

export async function getSummary(
  ownerId: number,
  documentId: string,
  db: Db = getPrisma(),
): Promise<DocumentSummary> {
  const [summary] = await getSummaries(ownerId, [documentId], db);
  if (!summary) throw new TraxError("NOT_FOUND", { what: "transcript" });
  return summary;
}
