import { mkdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import { toLanguageCode } from "@/core/exports/language-code";
import { layoutCues } from "@/core/subtitles/layout-cues";
import { nameSpeakers } from "@/core/subtitles/name-speakers";
import { readTranscript, removeExportFile } from "@/server/exports/service";
import type { JobClaim } from "@/server/jobs/processing-jobs";
import { jobParameters, type VideoWish } from "@/server/jobs/work-schema";
import { parseFormatInfo } from "@/server/media/schema";
import { TraxError } from "@/server/platform/errors";
import { storageKeys } from "@/server/platform/storage";
import { requireFreeSpace } from "@/server/platform/storage/require-free-space";
import { removeStaleClaims } from "../remove-stale-claims";
import type { Step, StepContext } from "../step";
import { probeMedia } from "../tools/ffprobe";
import { makeBurnedVideo, makeTrackVideo, measureCopy } from "../tools/make-video";

/** A copy of the video with subtitles. Its row is written with the end of the job and by the claim that still holds it, so it
 * is there once however often the job was begun. */
export const makeVideo: Step<JobClaim> = async (context, run) => {
  const { prisma, storage } = context;
  const { ownerId, documentId, mediaFileId, claimToken } = run;
  if (!documentId) throw new TraxError("NOT_FOUND", { what: "transcript" });
  const wish = jobParameters.parse(run.parameters ?? {}).video;
  const media = mediaFileId ? await prisma.mediaFile.findUnique({ where: { id: mediaFileId } }) : null;
  if (!wish || !media || !mediaFileId) throw new TraxError("VIDEO_NO_RECORDING");
  // Folders of runs that a crash ended; this one has none yet.
  await removeStaleClaims(context, mediaFileId);
  const { document, text } = await readTranscript(ownerId, { documentId, source: wish.source }, prisma);
  const cues = layoutCues(wish.speakers ? nameSpeakers(text) : text, wish.profile);
  if (cues.every(({ lines }) => lines.join("").trim() === "")) throw new TraxError("EXPORT_EMPTY");
  context.signal.throwIfAborted();

  const staged = await storage.stage(storageKeys.claim(mediaFileId, claimToken));
  const filePath = storageKeys.export(claimToken);
  try {
    const video = path.join(staged.path, `video.${wish.format}`);
    await writeVideo(context, media, video, {
      ...{ wish, cues, folder: staged.path },
      language: toLanguageCode(document.result?.language ?? null),
    });
    const sizeBytes = (await stat(video)).size;
    context.signal.throwIfAborted();
    await storage.adopt(video, filePath);
    const { subtitles, format, source } = wish;
    return {
      resultData: { format, sizeBytes },
      async write(tx) {
        await tx.export.create({
          data: {
            ...{ id: claimToken, documentId, transcriptId: document.result?.id ?? null, format, source },
            ...{ filePath, fileSize: BigInt(sizeBytes), subtitles },
          },
        });
      },
      async onLost() {
        // A commit whose answer got lost looks like a stale claim; what a row names stays.
        const isKept = await prisma.export.count({ where: { id: claimToken } });
        if (isKept === 0) await removeExportFile(claimToken);
      },
    };
  } finally {
    await staged.discard();
  }
};

async function writeVideo(
  context: StepContext,
  media: { filePath: string; formatInfo: unknown },
  target: string,
  work: { wish: VideoWish; cues: ReturnType<typeof layoutCues>; language: string; folder: string },
): Promise<void> {
  const { storage, signal, account } = context;
  const { wish, cues, language } = work;
  const info = parseFormatInfo(media.formatInfo);
  if (!info?.video) throw new TraxError("VIDEO_NO_PICTURE");
  const durationSeconds = info.durationMs / 1_000;
  const original = await storage.fetchLocal(media.filePath);
  try {
    const sourceBytes = (await stat(original.path)).size;
    await requireFreeSpace(
      measureCopy(wish.subtitles, { picture: info.video, durationSeconds, sourceBytes }),
    );
    const jobFolder = path.join(work.folder, "job");
    await mkdir(jobFolder, { mode: 0o700 });
    const probed = await probeMedia(original.path, { signal, account, jobFolder, audioTrack: null });
    const options = {
      ...{
        media: probed,
        format: wish.format,
        cues,
        durationSeconds,
        sourceBytes,
        jobFolder,
        signal,
        account,
      },
      threads: account.engineSlots,
      onSeconds: (seconds: number) => {
        if (durationSeconds > 0) context.setProgress(Math.min(0.99, seconds / durationSeconds));
      },
    };
    if (wish.subtitles === "track") await makeTrackVideo(original.path, target, { ...options, language });
    else {
      const { lineCharacters } = wish.profile;
      await makeBurnedVideo(original.path, target, { ...options, lineCharacters });
    }
    await rm(jobFolder, { recursive: true, force: true });
  } finally {
    await original.release();
  }
}
