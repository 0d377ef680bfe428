import { cancelBatch, createBatch, resolveSettings, reuseSource } from "@/server/batches/service";
import { completeUpload } from "@/server/media/service";
import type { ReceivedForm } from "./receive-form";
import type { TranscriptionOptions } from "./transcription-options";

export interface SubmittedRecording {
  batchId: string;
  sourceIndex: number;
  documentId: string;
  /** False where the work of an earlier submission is shared. */
  isOwn: boolean;
}

const queues = new Map<string, Promise<unknown>>();

/** Brings a received recording into the pipeline, as an upload of the page. Where the same bytes are there already
 * with the same settings, that work is joined, unless `fresh`.
 * @throws TraxError QUOTA_EXCEEDED, UPLOAD_TOO_LARGE */
export function submitRecording(
  ownerId: number,
  file: ReceivedForm["file"],
  options: Pick<TranscriptionOptions, "engine" | "language"> & { fresh: boolean },
): Promise<SubmittedRecording> {
  const { engine, language, fresh } = options;
  const settings = { engine, language };
  if (fresh) return submitNew(ownerId, file, settings);
  const key = JSON.stringify([ownerId, file.sha256, resolveSettings(settings)]);
  return takeTurn(key, async () => {
    const found = await reuseSource(ownerId, { ...file, settings });
    if (!found) return submitNew(ownerId, file, settings);
    const { outcome, ...source } = found;
    return { ...source, isOwn: outcome === "reopened" };
  });
}

async function submitNew(
  ownerId: number,
  file: ReceivedForm["file"],
  settings: Pick<TranscriptionOptions, "engine" | "language">,
): Promise<SubmittedRecording> {
  const { fileName, sizeBytes, mimeType } = file;
  const input = { files: [{ fileName, sizeBytes, mimeType }], settings };
  const { batchId, sources } = await createBatch(ownerId, input, undefined, { isReceived: true });
  const [source] = sources;
  if (!source) throw new Error("a batch without its source");
  try {
    await completeUpload(ownerId, source.mediaFileId, file.path, sizeBytes, undefined, file.sha256);
  } catch (error) {
    // Its bytes will never come: it shall not stand there as an upload for ever.
    await cancelBatch(ownerId, { batchId }).catch(() => {});
    throw error;
  }
  return { batchId, sourceIndex: source.sourceIndex, documentId: source.documentId, isOwn: true };
}

/** Equal requests that arrive together go one after the other, so that the second finds the work of the first. */
async function takeTurn<T>(key: string, act: () => Promise<T>): Promise<T> {
  const before = queues.get(key) ?? Promise.resolve();
  const mine = before.then(act, act);
  queues.set(key, mine);
  try {
    return await mine;
  } finally {
    if (queues.get(key) === mine) queues.delete(key);
  }
}
