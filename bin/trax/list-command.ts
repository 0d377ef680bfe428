import { listBatches } from "@/server/batches/data";
import type { BatchSummary } from "@/server/batches/schema";
import { TraxError } from "@/server/platform/errors";
import { listDocuments } from "@/server/transcripts/data";
import type { DocumentSummary } from "@/server/transcripts/schema";
import { exitCodes } from "./exit-codes";
import { plain, printJson, printTable, serializeDuration, serializeMinute, shortId } from "./print";
import { runCommand } from "./run-command";

const PAGE = 100;

interface ListOptions {
  batches: boolean;
  filter: string;
  limit: number;
  json: boolean;
}

export function listCommand(options: ListOptions): Promise<number> {
  const { limit } = options;
  if (!Number.isInteger(limit) || limit < 1 || limit > 1_000) {
    throw new TraxError("REQUEST_INVALID", { reason: "--limit is a whole number from 1 to 1,000." });
  }
  return runCommand(async ({ ownerId }) => {
    if (options.batches) {
      const filter = options.filter.toLowerCase();
      const batches = await collect(limit, async (cursor) => {
        const page = await listBatches(ownerId, { cursor, limit: PAGE });
        const found = page.batches.filter(({ name }) => name.toLowerCase().includes(filter));
        return { found, nextCursor: page.nextCursor };
      });
      if (options.json) for (const batch of batches) printJson(batch);
      else printTable(["ID", "CREATED", "STATUS", "DONE", "NAME"], batches.map(toBatchRow));
    } else {
      const documents = await collect(limit, async (cursor) => {
        const page = await listDocuments(ownerId, {
          filter: options.filter,
          trash: false,
          cursor,
          limit: PAGE,
        });
        return { found: page.documents, nextCursor: page.nextCursor };
      });
      if (options.json) for (const document of documents) printJson(document);
      else printTable(["ID", "CREATED", "LENGTH", "STATE", "TITLE"], documents.map(toDocumentRow));
    }
    return exitCodes.ok;
  });
}

async function collect<T>(
  limit: number,
  next: (cursor: string | null) => Promise<{ found: T[]; nextCursor: string | null }>,
): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | null = null;
  do {
    const page: { found: T[]; nextCursor: string | null } = await next(cursor);
    all.push(...page.found);
    cursor = page.nextCursor;
  } while (cursor !== null && all.length < limit);
  return all.slice(0, limit);
}

function toBatchRow(batch: BatchSummary): string[] {
  const failed = batch.failedFiles > 0 ? `, ${batch.failedFiles} failed` : "";
  return [
    shortId(batch.id),
    serializeMinute(batch.createdAt),
    batch.status,
    `${batch.processedFiles} of ${batch.totalFiles}${failed}`,
    plain(batch.name),
  ];
}

function toDocumentRow(document: DocumentSummary): string[] {
  return [
    shortId(document.id),
    serializeMinute(document.createdAt),
    serializeDuration(document.durationSeconds),
    describeState(document),
    plain(document.title),
  ];
}

function describeState({ work, hasText }: DocumentSummary): string {
  if (!work) return hasText ? "done" : "no text";
  return work.stage === "transcribe" ? `${Math.floor(work.progress * 100)} %` : work.stage;
}
