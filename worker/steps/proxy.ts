import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import type { JobClaim } from "@/server/jobs/processing-jobs";
import { formatInfo, parseFormatInfo } from "@/server/media/schema";
import { TraxError } from "@/server/platform/errors";
import { derivedNames, storageKeys } from "@/server/platform/storage";
import { requireFreeSpace } from "@/server/platform/storage/require-free-space";
import { storedJson } from "@/server/platform/stored-json";
import type { Step } from "../step";
import { canEncodeVideo, makeProxy } from "../tools/make-proxy";

/** Room that a proxy of this much time takes at most, roughly. */
const BYTES_A_SECOND = 200_000;

/** For a recording that browsers cannot play as it is: makes a copy that they can. The original stays. */
export const proxy: Step<JobClaim> = async (context, run) => {
  const { prisma, storage, signal, account } = context;
  const { mediaFileId } = run;
  const media = mediaFileId ? await prisma.mediaFile.findUnique({ where: { id: mediaFileId } }) : null;
  const format = parseFormatInfo(media?.formatInfo);
  if (!media || !format || !mediaFileId) throw new TraxError("NOT_FOUND", { what: "recording" });
  const durationSeconds = format.durationMs / 1000;
  await requireFreeSpace(durationSeconds * BYTES_A_SECOND);

  const prefix = storageKeys.claim(mediaFileId, run.claimToken);
  const staged = await storage.stage(prefix);
  let original: Awaited<ReturnType<typeof storage.fetchLocal>> | null = null;
  try {
    original = await storage.fetchLocal(media.filePath);
    const kind = format.video && (await canEncodeVideo(signal, account)) ? "video" : "audio";
    const jobFolder = path.join(staged.path, "job");
    await mkdir(jobFolder, { mode: 0o700 });
    await makeProxy(original.path, path.join(staged.path, derivedNames.proxy), {
      media: format,
      kind,
      durationSeconds,
      threads: account.engineSlots,
      jobFolder,
      signal,
      account,
      onSeconds: (seconds) => {
        if (durationSeconds > 0) context.setProgress(Math.min(0.99, seconds / durationSeconds));
      },
    });
    await rm(jobFolder, { recursive: true, force: true });
    await staged.commit();
    const key = `${prefix}/${derivedNames.proxy}`;
    return {
      resultData: { kind, durationSeconds },
      async write(tx) {
        // The row as it is now: a preprocess that ran again in the meantime has written another.
        const current = await tx.mediaFile.findUnique({ where: { id: mediaFileId } });
        const info = parseFormatInfo(current?.formatInfo);
        if (!info) throw new TraxError("NOT_FOUND", { what: "recording" });
        await tx.mediaFile.update({
          where: { id: mediaFileId },
          data: { formatInfo: storedJson(formatInfo, { ...info, proxy: { key, kind } }) },
        });
      },
      async onFinished() {
        const before = format.proxy?.key;
        if (before && before !== key) await storage.removePrefix(path.posix.dirname(before));
      },
      async onLost() {
        const current = await prisma.mediaFile.findUnique({ where: { id: mediaFileId } });
        // A commit whose answer got lost looks like a stale claim; what the row names stays.
        if (parseFormatInfo(current?.formatInfo)?.proxy?.key !== key) await storage.removePrefix(prefix);
      },
    };
  } catch (error) {
    await staged.discard();
    throw error;
  } finally {
    await original?.release();
  }
};
