import { chooseBurnedFormat, listCopyFormats } from "@/core/exports/video-formats";
import { dispatchLooseJobs } from "@/server/jobs/dispatch";
import { createProcessingJob } from "@/server/jobs/processing-jobs";
import { cancelTextWork, findTextWork, retryTextWork } from "@/server/jobs/text-work";
import { jobParameters } from "@/server/jobs/work-schema";
import { type FormatInfo, parseFormatInfo } from "@/server/media/schema";
import { type Db, getPrisma, Prisma, type PrismaClient } from "@/server/platform/db";
import { isTraxError, TraxError } from "@/server/platform/errors";
import { requireDocument } from "@/server/transcripts/data";
import { type VideoCreateInput, type VideoOutput, videoCreateInput } from "./schema";
import { readTranscript } from "./service";
import { resolveProfile } from "./subtitle-profiles";

interface Video {
  mediaFileId: string;
  format: FormatInfo & { video: NonNullable<FormatInfo["video"]> };
}

/** What can be made of the video of a transcript, and how the last wish stands.
 * @throws TraxError NOT_FOUND, TRANSCRIPT_TRASHED */
export async function getVideo(
  ownerId: number,
  documentId: string,
  db: Db = getPrisma(),
): Promise<VideoOutput> {
  await requireDocument(ownerId, documentId, db);
  const video = await findVideo(ownerId, documentId, db);
  const work = await findTextWork(db, documentId, "video");
  const wish = work && jobParameters.parse(work.parameters ?? {}).video;
  const { trackFormats, burnedFormat } = listFormats(video);
  return {
    refusal: isTraxError(video) ? video.message : null,
    trackFormats,
    burnedFormat,
    work:
      work && wish
        ? {
            ...{ jobId: work.jobId, state: work.state, progress: work.progress },
            ...{ subtitles: wish.subtitles, format: wish.format, sentence: work.error?.message ?? null },
          }
        : null,
  };
}

/** Asks for a copy of the video with subtitles. What it says, and how it is laid out, is what is there when it is made.
 * @throws TraxError NOT_FOUND, TRANSCRIPT_TRASHED, EXPORT_EMPTY, ENHANCEMENT_MISSING, VIDEO_NO_PICTURE,
 * VIDEO_NO_RECORDING, VIDEO_FORMAT_UNFIT, VIDEO_UNDER_WAY */
export async function createVideo(
  ownerId: number,
  rawInput: VideoCreateInput,
  prisma: PrismaClient = getPrisma(),
): Promise<void> {
  const { documentId, subtitles, format: asked, source, options } = videoCreateInput.parse(rawInput);
  await requireDocument(ownerId, documentId, prisma);
  const { document, text } = await readTranscript(ownerId, { documentId, source }, prisma);
  if (text.segments.every((segment) => segment.text.trim() === "")) throw new TraxError("EXPORT_EMPTY");
  const video = await findVideo(ownerId, documentId, prisma);
  if (isTraxError(video)) throw video;
  const { trackFormats, burnedFormat } = listFormats(video);
  const known = subtitles === "burned" ? [burnedFormat] : trackFormats;
  const format = asked ?? known[0];
  if (!format || !known.includes(format)) {
    throw new TraxError("VIDEO_FORMAT_UNFIT", { format: asked ?? "", known: known.join(", ") });
  }
  const profile = await resolveProfile(ownerId, documentId, options.profile, prisma);
  const speakers = options.speakers ?? false;
  await prisma.$transaction(async (tx) => {
    // Two who ask at once take turns.
    await tx.$queryRaw(Prisma.sql`
      select 1 from transcript_documents where id = ${documentId}::uuid and owner_id = ${ownerId} for update`);
    const before = await findTextWork(tx, documentId, "video");
    if (before && before.state !== "failed") throw new TraxError("VIDEO_UNDER_WAY");
    await createProcessingJob(tx, {
      ...{ jobType: "video", mediaFileId: video.mediaFileId, documentId, batchId: null, sourceIndex: 0 },
      transcriptId: document.result?.id,
      parameters: { video: { subtitles, format, source, speakers, profile } },
    });
    const now = await findTextWork(tx, documentId, "video");
    // The same copy is being made for another transcript of this recording.
    if (!now || now.jobId === before?.jobId) throw new TraxError("VIDEO_UNDER_WAY");
    await dispatchLooseJobs(tx);
  });
}

/** Returns how many jobs were ended or put aside. @throws TraxError NOT_FOUND, TRANSCRIPT_TRASHED */
export async function cancelVideo(
  ownerId: number,
  documentId: string,
  prisma: PrismaClient = getPrisma(),
): Promise<{ moved: number }> {
  await requireDocument(ownerId, documentId, prisma);
  return { moved: await prisma.$transaction((tx) => cancelTextWork(tx, ownerId, documentId, "video")) };
}

/** Returns how many jobs go on. @throws TraxError NOT_FOUND, TRANSCRIPT_TRASHED */
export async function retryVideo(
  ownerId: number,
  documentId: string,
  prisma: PrismaClient = getPrisma(),
): Promise<{ moved: number }> {
  await requireDocument(ownerId, documentId, prisma);
  return { moved: await prisma.$transaction((tx) => retryTextWork(tx, documentId, "video")) };
}

/** The video of a transcript, or why there is none. */
async function findVideo(ownerId: number, documentId: string, db: Db): Promise<Video | TraxError> {
  const { mediaFile } = await db.transcriptDocument.findFirstOrThrow({
    where: { id: documentId, ownerId },
    select: { mediaFile: { select: { id: true, formatInfo: true, downloadStatus: true } } },
  });
  const format = parseFormatInfo(mediaFile?.formatInfo);
  if (!mediaFile || !format || mediaFile.downloadStatus !== "completed") {
    return new TraxError("VIDEO_NO_RECORDING");
  }
  const { video } = format;
  return video
    ? { mediaFileId: mediaFile.id, format: { ...format, video } }
    : new TraxError("VIDEO_NO_PICTURE");
}

function listFormats(video: Video | TraxError): Pick<VideoOutput, "trackFormats" | "burnedFormat"> {
  if (isTraxError(video)) return { trackFormats: [], burnedFormat: "mp4" };
  const { container, video: picture, audio, audioTracks } = video.format;
  const sounds = audioTracks?.map(({ codec }) => codec) ?? [audio.codec];
  return {
    trackFormats: listCopyFormats({ container, picture: picture.codec, sounds }),
    burnedFormat: chooseBurnedFormat(sounds),
  };
}
