import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { batchCreateInput, batchSettings, priority } from "@/server/batches/schema";
import { cancelBatch, createBatch, resolveSettings } from "@/server/batches/service";
import { findQuotaLeft } from "@/server/media/data";
import { completeUpload } from "@/server/media/service";
import { getSettings } from "@/server/platform/env";
import { TraxError } from "@/server/platform/errors";
import { removeIncoming } from "@/server/platform/storage/incoming";
import { serializeBytes } from "@/server/platform/storage/serialize-bytes";
import { type FormLimits, type ReceivedFile, receiveFiles } from "./receive-files";

const MAX_FILES = 1_000;
const STALL_MS = 60_000;
const STALL_BYTES = 4 * 1024;

const formFields = z.object({
  name: batchCreateInput.shape.name,
  language: batchSettings.shape.language,
  engine: batchSettings.shape.engine,
  priority: z
    .string()
    .regex(/^[+-]?\d{1,3}$/, "must be a whole number from -100 to 100.")
    .transform(Number)
    .pipe(priority)
    .optional(),
});

/** POST /uploads with a form, for scripts: one or many recordings and how they are meant, in one request. They become
 * one batch once the last byte is here; of a body that is cut off nothing is left.
 * @throws TraxError, ClientGone: nothing has been answered then */
export async function answerForm(ownerId: number, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const { files, fields } = await receiveFiles(req, await limitsOf(ownerId));
  try {
    const { name, priority, ...settings } = parseFields(fields);
    resolveSettings(settings);
    const announced = files.map(({ fileName, sizeBytes, mimeType }) => ({ fileName, sizeBytes, mimeType }));
    const input = { name, priority, settings, files: announced };
    const { batchId, sources } = await createBatch(ownerId, input, undefined, { isReceived: true });
    try {
      for (const [index, { mediaFileId }] of sources.entries()) {
        // Of an empty file there is nothing to take over; its first step says so.
        if (files[index]?.sizeBytes) await takeOver(ownerId, mediaFileId, files[index]);
      }
    } catch (error) {
      // The others' bytes will never come: they shall not stand there as uploads for ever.
      await cancelBatch(ownerId, { batchId }).catch(() => {});
      throw error;
    }
    res.writeHead(201, { "Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store" });
    const named = sources.map((source, index) => ({ ...source, fileName: files[index]?.fileName }));
    res.end(JSON.stringify({ batchId, sources: named }));
  } finally {
    // Taken over by the store, or not wanted.
    for (const file of files) await removeIncoming(file.path);
  }
}

async function takeOver(ownerId: number, mediaFileId: string, file: ReceivedFile): Promise<void> {
  await completeUpload(ownerId, mediaFileId, file.path, file.sizeBytes, undefined, file.sha256);
}

async function limitsOf(ownerId: number): Promise<FormLimits> {
  const { TRAX_MAX_UPLOAD_BYTES, TRAX_OWNER_QUOTA_BYTES } = getSettings();
  const left = await findQuotaLeft(ownerId);
  return {
    maxFiles: MAX_FILES,
    fileFields: ["file", "file[]", "files", "files[]"],
    maxFileBytes: TRAX_MAX_UPLOAD_BYTES,
    ...(left === null
      ? {}
      : {
          maxBytes: Math.max(0, left),
          tooMuch: () =>
            new TraxError("QUOTA_EXCEEDED", {
              needed: "more room",
              left: serializeBytes(Math.max(0, left)),
              quota: serializeBytes(TRAX_OWNER_QUOTA_BYTES ?? 0),
            }),
        }),
    stallMs: STALL_MS,
    stallBytes: STALL_BYTES,
  };
}

/** @throws TraxError API_FIELD_INVALID */
function parseFields(fields: ReadonlyMap<string, string[]>): z.output<typeof formFields> {
  const given: Record<string, string> = {};
  for (const [name, values] of fields) {
    if (!Object.hasOwn(formFields.shape, name)) {
      const known = Object.keys(formFields.shape).join(", ");
      throw new TraxError("API_FIELD_INVALID", {
        param: name.slice(0, 60),
        reason: `there is no such field. Known: file, ${known}.`,
      });
    }
    const value = values.at(-1)?.trim();
    if (value) given[name] = value;
  }
  const parsed = formFields.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const reason = issue?.message ?? "it cannot be read.";
  throw new TraxError("API_FIELD_INVALID", {
    param: String(issue?.path[0] ?? "?"),
    reason: reason.endsWith(".") ? reason : `${reason}.`,
  });
}
