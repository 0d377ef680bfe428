import { Prisma, type Tx } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { describeLink, requireFetchable } from "@/server/platform/links/describe-link";
import type { VideoInfo } from "@/server/platform/links/yt-dlp-output";
import type { Step } from "../step";
import { type LinkWork, readLinkWork, withDownloadStatus } from "./link-work";
import { writeTitle } from "./write-title";

/** Asks YouTube what a video is: its row in `youtube_videos`, one however often the video is added, and its title where the
 * document has none yet. What cannot be fetched fails here, before anything is. */
export const youtube: Step = (context, run) =>
  withDownloadStatus(context, run, async (signal) => {
    const work = readLinkWork(run);
    const youtubeId = work.link.youtubeId;
    if (!youtubeId) throw new TraxError("PAYLOAD_INVALID", { reason: "it names no video" });
    const info = await describeLink(work.url, { signal, account: context.account });
    requireFetchable(info);
    return {
      resultData: { youtubeId, title: info.title ?? youtubeId, durationSeconds: info.durationSeconds },
      write: (tx) => writeVideo(tx, work, youtubeId, info),
    };
  });

async function writeVideo(tx: Tx, work: LinkWork, youtubeId: string, info: VideoInfo): Promise<void> {
  const title = info.title ?? youtubeId;
  // Two recordings of one video may come to this at once.
  await tx.$executeRaw(Prisma.sql`
    with video as (
      insert into youtube_videos (youtube_id, title, channel, description, duration_seconds, url, metadata_extracted_at)
      values (${youtubeId}, ${title}, ${info.channel ?? ""}, ${info.description},
        ${Math.round(info.durationSeconds ?? 0)}::int, ${work.url}, timezone('utc', now()))
      on conflict (youtube_id) do update set title = excluded.title, channel = excluded.channel,
        description = excluded.description, duration_seconds = excluded.duration_seconds, url = excluded.url,
        metadata_extracted_at = excluded.metadata_extracted_at, updated_at = timezone('utc', now())
      returning id
    )
    update media_files set youtube_video_id = video.id from video where media_files.id = ${work.mediaFileId}::uuid`);
  await writeTitle(tx, work, title);
}
