import type { IncomingMessage } from "node:http";
import { findQuotaLeft } from "@/server/media/data";
import { getSettings } from "@/server/platform/env";
import { TraxError } from "@/server/platform/errors";
import { removeIncoming } from "@/server/platform/storage/incoming";
import { serializeBytes } from "@/server/platform/storage/serialize-bytes";
import { createVoiceSample } from "@/server/speakers/voice-samples";
import type { Handler } from "./handler";
import { ClientGone, receiveFiles } from "./receive-files";

/** Five minutes of two channels as they lie on a CD are 53 MB. */
const MAX_BYTES = 64 * 1024 ** 2;
const STALL_MS = 60_000;
const STALL_BYTES = 4 * 1024;

/** POST /voice-samples, a form of `name` and `file`: a sample of somebody's voice, to be heard by a worker. */
export function createVoiceSamplesHandler(ownerOf: (req: IncomingMessage) => number): Handler {
  return {
    matches: (url) => url.pathname === "/voice-samples",
    async handle(req, res) {
      if (req.method !== "POST") throw new TraxError("NOT_FOUND", { what: "page" });
      const ownerId = ownerOf(req);
      try {
        const { files, fields } = await receiveFiles(req, await limitsOf(ownerId));
        const [file] = files;
        try {
          const name = fields.get("name")?.at(-1) ?? "";
          if (!file?.sizeBytes) throw new TraxError("API_FILE_MISSING");
          const created = await createVoiceSample(ownerId, { name, file });
          res.writeHead(201, {
            "Content-Type": "application/json; charset=utf-8",
            "Cache-Control": "no-store",
          });
          res.end(JSON.stringify(created));
        } finally {
          // Taken over by the store, or not wanted.
          for (const each of files) await removeIncoming(each.path);
        }
      } catch (error) {
        if (!(error instanceof ClientGone)) throw error;
        res.destroy();
      }
    },
  };
}

async function limitsOf(ownerId: number) {
  const left = await findQuotaLeft(ownerId);
  return {
    maxFiles: 1,
    fileFields: ["file"],
    maxFileBytes: MAX_BYTES,
    maxBytes: left === null ? MAX_BYTES : Math.max(0, Math.min(left, MAX_BYTES)),
    tooMuch: () =>
      left !== null && left < MAX_BYTES
        ? new TraxError("QUOTA_EXCEEDED", {
            needed: "more room",
            left: serializeBytes(Math.max(0, left)),
            quota: serializeBytes(getSettings().TRAX_OWNER_QUOTA_BYTES ?? 0),
          })
        : new TraxError("UPLOAD_TOO_LARGE", { limit: serializeBytes(MAX_BYTES) }),
    stallMs: STALL_MS,
    stallBytes: STALL_BYTES,
  };
}
