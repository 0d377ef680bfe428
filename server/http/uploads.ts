import { rm } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import path from "node:path";
import { Server } from "@tus/server";
import { findExpectedUpload, findMedia, touchUpload } from "@/server/media/data";
import { completeReceived, completeUpload } from "@/server/media/service";
import { getSettings } from "@/server/platform/env";
import { httpStatusOf, TraxError, toTraxError } from "@/server/platform/errors";
import { getLogger } from "@/server/platform/logger";
import { getStorage, homeFolders } from "@/server/platform/storage";
import { requireFreeSpace } from "@/server/platform/storage/require-free-space";
import { answerForm } from "./answer-form";
import type { Handler } from "./handler";
import { ClientGone, isForm } from "./receive-files";
import { SummingStore } from "./summing-store";
import { answerApiError } from "./v1/answer-api-error";

export const UPLOADS_PATH = "/uploads";
const FULL_BYTES = 1024 ** 2;
/** The move of a large file to an object store takes longer than a connection may be silent: after this the client
 * hears that every byte is here, and the move goes on. What fails then is finished by `recoverUploads`. */
const MOVE_PATIENCE_MS = 60_000;
const ASK_PATIENCE_MS = 10_000;

/** Resumable uploads (tus 1.0), and for scripts a form in one request (`answerForm`). The id of an upload is the id of its media file, so that any browser can go on
 * where another stopped; only what a submission of this owner waits for is taken. */
export function createUploadsHandler(ownerOf: (req: IncomingMessage) => number): Handler {
  const directory = homeFolders.uploads();
  /** Whose uploads bytes come of in this moment. */
  const senders = new Map<string, number>();
  const store = new SummingStore({
    directory,
    // A database that is away does not end an upload: the bytes are what counts.
    onBytes: async (id) => {
      const ownerId = senders.get(id);
      if (ownerId !== undefined) await touchUpload(ownerId, id).catch(() => {});
    },
  });
  const server = new Server({
    path: UPLOADS_PATH,
    datastore: store,
    relativeLocation: true,
    respectForwardedHeaders: false,
    maxSize: () => getSettings().TRAX_MAX_UPLOAD_BYTES,
    namingFunction: (_, metadata) => parseMediaFileId(metadata?.mediaFileId),
    async onUploadCreate(req, upload) {
      const expected = await findExpectedUpload(ownerOfWeb(req), upload.id);
      if (!expected) throw refuse(new TraxError("UPLOAD_NOT_EXPECTED"));
      if (upload.size !== expected.announcedBytes) throw refuse(new TraxError("UPLOAD_SIZE_DIFFERS"));
      await requireFreeSpace(upload.size).catch((error: unknown) => {
        throw refuse(error);
      });
      return {};
    },
    async onIncomingRequest(req, id) {
      if (req.method === "POST" || req.method === "OPTIONS") return;
      const media = await findMedia(ownerOfWeb(req), parseMediaFileId(id));
      if (!media) throw refuse(new TraxError("NOT_FOUND", { what: "upload" }));
      if (req.method === "PATCH") {
        if (!(await findExpectedUpload(ownerOfWeb(req), media.id)))
          throw refuse(new TraxError("UPLOAD_NOT_EXPECTED"));
        await requireFreeSpace(Number(req.headers.get("content-length") ?? 0)).catch((error: unknown) => {
          throw refuse(error);
        });
      }
    },
    async onUploadFinish(req, upload) {
      try {
        const file = path.join(directory, upload.id);
        const finish = async () => {
          const size = upload.size ?? 0;
          const sum = await store.takeSum(upload.id, size);
          await completeUpload(ownerOfWeb(req), upload.id, file, size, undefined, sum);
          await rm(`${file}.json`, { force: true });
        };
        await waitAtMost(MOVE_PATIENCE_MS, finish());
        return {};
      } catch (error) {
        throw refuse(error);
      }
    },
    async onResponseError(_, error) {
      if ("status_code" in error) {
        // The store tells of a full disk only so.
        const full = error.status_code === 500 && (await isDiskFull());
        return full ? refuse(new TraxError("STORAGE_EXHAUSTED")) : undefined;
      }
      return refuse(error);
    },
  });

  const ownerOfWeb = (req: Request | { runtime?: { node?: { req: IncomingMessage } } }): number => {
    const node = (req as { runtime?: { node?: { req: IncomingMessage } } }).runtime?.node?.req;
    return ownerOf(node as IncomingMessage);
  };

  return {
    matches: (url) => url.pathname === UPLOADS_PATH || url.pathname.startsWith(`${UPLOADS_PATH}/`),
    async handle(req, res, url) {
      if (req.method === "POST" && isForm(req.headers["content-type"])) {
        return await answerForm(ownerOf(req), req, res).catch((error: unknown) => {
          if (error instanceof ClientGone) res.destroy();
          else return answerApiError(req, res, error);
        });
      }
      if (req.method === "HEAD" && (await answerFinished(ownerOf(req), url, res))) return;
      const id = url.pathname.slice(UPLOADS_PATH.length + 1);
      if (req.method !== "PATCH" || !isUuid(id)) return void (await server.handle(req, res));
      senders.set(id, ownerOf(req));
      await server.handle(req, res).finally(() => senders.delete(id));
    },
  };
}

/** The answer to the last byte may have got lost on the way: a client that asks again hears that all is there. */
async function answerFinished(ownerId: number, url: URL, res: ServerResponse): Promise<boolean> {
  const id = url.pathname.slice(UPLOADS_PATH.length + 1);
  if (!isUuid(id)) return false;
  // Another request may be completing it in this very moment; then the answer is read below.
  await waitAtMost(ASK_PATIENCE_MS, completeReceived(ownerId, id)).catch(() => {});
  const media = await findMedia(ownerId, id);
  if (media?.downloadStatus !== "completed") return false;
  res.writeHead(200, {
    "Tus-Resumable": "1.0.0",
    "Cache-Control": "no-store",
    "Upload-Offset": String(media.sizeBytes),
    "Upload-Length": String(media.sizeBytes),
  });
  res.end();
  return true;
}

/** Fails as the work does, if it does so in time; a later failure goes to the log. */
async function waitAtMost(ms: number, work: Promise<unknown>): Promise<void> {
  let late = false;
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      late = true;
      resolve();
    }, ms);
  });
  work.catch((error: unknown) => {
    if (late) getLogger().warn({ err: String(error) }, "upload not finished yet");
  });
  await Promise.race([work, patience]).finally(() => clearTimeout(timer));
}

function isUuid(value: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(value);
}

async function isDiskFull(): Promise<boolean> {
  const free = await getStorage().findFreeBytes();
  return free !== null && free < FULL_BYTES;
}

/** The id becomes a file name: nothing but a UUID gets that far. */
function parseMediaFileId(value: string | null | undefined): string {
  if (typeof value === "string" && isUuid(value)) return value;
  throw refuse(new TraxError("UPLOAD_NOT_EXPECTED"));
}

/** The shape that the tus server answers with: the body is the sentence. */
function refuse(error: unknown): { status_code: number; body: string } {
  const trax = toTraxError(error, "INTERNAL");
  if (trax.code === "INTERNAL") getLogger().error({ err: String(trax.cause ?? trax) }, "upload failed");
  return { status_code: httpStatusOf(trax.code), body: `${trax.message}\n` };
}
