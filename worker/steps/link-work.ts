import { failDownload, pauseDownload } from "@/server/jobs/download-status";
import type { Claim } from "@/server/jobs/lifecycle";
import { type TaskLink, taskData } from "@/server/jobs/work-schema";
import { TraxError, toTraxError } from "@/server/platform/errors";
import { youtubeAddress } from "@/server/platform/links/youtube-address";
import type { StepContext } from "../step";

export interface LinkWork {
  mediaFileId: string;
  link: TaskLink;
  /** Where it is fetched from: of a YouTube video the one address that its id makes. */
  url: string;
  wantsCaptions: boolean;
  /** BCP 47, of what is spoken; null where nobody said. */
  language: string | null;
}

/** What a step of a link is to do. @throws PAYLOAD_INVALID, NOT_FOUND */
export function readLinkWork(run: Claim): LinkWork {
  if (!run.mediaFileId) throw new TraxError("NOT_FOUND", { what: "recording" });
  const parsed = taskData.safeParse(run.taskData ?? {});
  const link = parsed.data?.link;
  if (!link) throw new TraxError("PAYLOAD_INVALID", { reason: "it names no link" });
  const isYoutube = link.kind === "youtube" && link.youtubeId !== null;
  return {
    mediaFileId: run.mediaFileId,
    link,
    url: isYoutube && link.youtubeId ? youtubeAddress(link.youtubeId) : link.url,
    wantsCaptions: parsed.data?.captions ?? false,
    language: parsed.data?.language ?? null,
  };
}

/** Carries out what can stop at any moment and be gone on with later, and says of the recording how it ended. */
export async function withDownloadStatus<T>(
  { prisma, signal, softStop, openCheckpoints }: StepContext,
  run: Claim,
  act: (stop: AbortSignal) => Promise<T>,
): Promise<T> {
  openCheckpoints();
  const stop = AbortSignal.any([signal, softStop]);
  try {
    stop.throwIfAborted();
    return await act(stop);
  } catch (error) {
    if (stop.aborted) await pauseDownload(prisma, run).catch(() => {});
    else await failDownload(prisma, run, toTraxError(error)).catch(() => {});
    throw error;
  }
}

/** What a person gave a recording stays theirs: only the link that stood for a name gives way. */
export function isStillLink(text: string, { link, url }: LinkWork): boolean {
  return text === link.url || text === url || /^https?:\/\//.test(text);
}
