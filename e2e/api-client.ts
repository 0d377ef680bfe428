import { createTRPCClient, httpLink } from "@trpc/client";
import superjson from "superjson";
import * as tus from "tus-js-client";
import type { AppRouter } from "@/server/api/root";
import type { BatchDetail, BatchSettings, SourceView } from "@/server/batches/schema";
import type { FilePayload } from "./fixtures/recordings";

export type ApiClient = ReturnType<typeof createApiClient>;

/** What the pages ask, asked by a program. */
export function createApiClient(url: string) {
  return createTRPCClient<AppRouter>({
    links: [httpLink({ url: `${url}/api/trpc`, transformer: superjson })],
  });
}

export interface Submission {
  batchId: string;
  sources: { sourceIndex: number; mediaFileId: string; documentId: string }[];
}

/** Announces the files as one batch and uploads them, one after the other. */
export async function submitFiles(
  url: string,
  files: FilePayload[],
  settings: BatchSettings = {},
): Promise<Submission> {
  const submission = await createApiClient(url).batches.create.mutate({
    settings,
    files: files.map((file) => ({
      fileName: file.name,
      sizeBytes: file.buffer.length,
      mimeType: file.mimeType,
    })),
  });
  for (const source of submission.sources) {
    const file = files[source.sourceIndex];
    if (file && file.buffer.length > 0) await uploadFile(url, source.mediaFileId, file);
  }
  return submission;
}

function uploadFile(url: string, mediaFileId: string, file: FilePayload): Promise<void> {
  return new Promise((resolve, reject) => {
    const upload = new tus.Upload(file.buffer, {
      endpoint: `${url}/uploads`,
      metadata: { mediaFileId, filename: file.name, filetype: file.mimeType },
      uploadSize: file.buffer.length,
      onSuccess: () => resolve(),
      onError: reject,
    });
    upload.start();
  });
}

export interface BatchWithSources extends BatchDetail {
  /** The first 200. */
  sources: SourceView[];
}

export async function getBatchWithSources(api: ApiClient, batchId: string): Promise<BatchWithSources> {
  // In this order: where every source has ended, the batch that is asked for afterwards says so too.
  const { sources } = await api.batches.sources.query({ batchId, limit: 200 });
  const batch = await api.batches.get.query({ batchId });
  return { ...batch, sources };
}

/** Asks until the condition holds. @throws with the batch as it was last seen */
export async function waitForBatch(
  api: ApiClient,
  batchId: string,
  condition: (batch: BatchWithSources) => boolean,
  patienceMs = 120_000,
): Promise<BatchWithSources> {
  const deadline = Date.now() + patienceMs;
  let last: BatchWithSources | undefined;
  let problem: unknown;
  while (Date.now() < deadline) {
    try {
      last = await getBatchWithSources(api, batchId);
      if (condition(last)) return last;
    } catch (error) {
      // A server that was killed is away for a moment.
      problem = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`The batch did not get there: ${JSON.stringify(last ?? String(problem))}`);
}

export function isEnded(batch: BatchWithSources): boolean {
  return batch.sources.every(
    ({ stage }) => stage === "processed" || stage === "failed" || stage === "cancelled",
  );
}

/** The words of a document, in order, with their times. */
export async function listWords(api: ApiClient, documentId: string) {
  const words = [];
  let cursor: number | null | undefined;
  do {
    const page: {
      segments: { words: { id: string; text: string; startMs: number; endMs: number }[] }[];
      nextCursor: number | null;
    } = await api.transcripts.segments.query({ documentId, cursor, limit: 1_000 });
    words.push(...page.segments.flatMap((segment) => segment.words));
    cursor = page.nextCursor;
  } while (cursor !== null);
  return words;
}
