import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { beginDownload, completeDownload, noteDownload } from "@/server/jobs/download-status";
import type { Claim } from "@/server/jobs/lifecycle";
import { requireQuota } from "@/server/media/data";
import { isTraxError, TraxError } from "@/server/platform/errors";
import { describeLink, requireFetchable } from "@/server/platform/links/describe-link";
import { type DownloadProgress, downloadByYtDlp } from "@/server/platform/links/download-by-yt-dlp";
import { downloadMedia } from "@/server/platform/links/download-media";
import { cleanText } from "@/server/platform/links/yt-dlp-output";
import { homeFolders, storageKeys } from "@/server/platform/storage";
import { hashFile } from "@/server/platform/storage/incoming";
import { requireFreeSpace } from "@/server/platform/storage/require-free-space";
import type { Step, StepContext } from "../step";
import { type CaptionResult, takeCaptions } from "./captions";
import { type LinkWork, readLinkWork, withDownloadStatus } from "./link-work";
import { writeCaptions } from "./write-captions";
import { writeTitle } from "./write-title";

const NOTE_EVERY_MS = 1_000;
const DONE = "done.json";
/** Asked for before anything is known of the size. */
const LEAST_FREE_BYTES = 64 * 1024 ** 2;

/** What was fetched, written down before it goes to its place: a run after a crash in between finds it there. */
const fetched = z.object({
  fileName: z.string().max(500),
  title: z.string().max(500).nullable(),
  sizeBytes: z.number().int().positive(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
type Fetched = z.infer<typeof fetched>;

/** Fetches the recording at a link into the store: the file itself where the link leads to it, else by yt-dlp. A run that
 * was killed, paused or cut off is gone on with by the next. */
export const download: Step = (context, run) =>
  withDownloadStatus(context, run, async (signal) => {
    const { prisma, storage } = context;
    const work = readLinkWork(run);
    const { mediaFileId } = work;
    const begun = await beginDownload(prisma, run);
    if (begun === "lost") throw new TraxError("NOT_FOUND", { what: "recording" });
    if (begun === "whole") return { resultData: {} };
    const folder = path.join(homeFolders.downloads(), mediaFileId);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file =
      (await findPlaced(context, folder, mediaFileId)) ??
      (await fetchInto(context, run, work, folder, signal));
    const captions = await captionsOf(context, work, signal);
    signal.throwIfAborted();
    return {
      resultData: {
        downloadedBytes: file.sizeBytes,
        totalBytes: file.sizeBytes,
        warnings: captions.warning === null ? [] : [captions.warning],
      },
      async write(tx) {
        await completeDownload(tx, mediaFileId, file);
        if (file.title) await writeTitle(tx, work, file.title);
        if (captions.result) await writeCaptions(tx, mediaFileId, captions.result);
      },
      onFinished: async () => {
        await rm(folder, { recursive: true, force: true });
        // A file of another run that came later than this one's claim is the same recording.
        if ((await storage.findSize(storageKeys.original(mediaFileId))) === null)
          context.logger.error({ mediaFileId }, "downloaded file is not there");
      },
    };
  });

/** What a run before this one brought to its place but could not write down. */
async function findPlaced(
  { storage }: StepContext,
  folder: string,
  mediaFileId: string,
): Promise<Fetched | null> {
  const text = await readFile(path.join(folder, DONE), "utf8").catch(() => "null");
  const parsed = fetched.safeParse(safeJson(text));
  if (!parsed.success) return null;
  const size = await storage.findSize(storageKeys.original(mediaFileId));
  return size === parsed.data.sizeBytes ? parsed.data : null;
}

async function fetchInto(
  context: StepContext,
  run: Claim,
  work: LinkWork,
  folder: string,
  signal: AbortSignal,
): Promise<Fetched> {
  const onProgress = createReporter(context, run);
  const options = { folder, signal, account: context.account, onProgress };
  await requireFreeSpace(LEAST_FREE_BYTES);
  const direct = work.link.kind === "youtube" ? null : await downloadDirect(work, options);
  const found = direct ?? (await downloadFromSite(context, work, options));
  signal.throwIfAborted();
  const { size: sizeBytes } = await stat(found.path);
  // How much a link brings is known for sure only now.
  await requireQuota(run.ownerId, sizeBytes, context.prisma);
  const file: Fetched = {
    fileName: found.fileName,
    title: found.title,
    sizeBytes,
    sha256: await hashFile(found.path, signal),
  };
  await writeFile(path.join(folder, "done.part"), JSON.stringify(file), { flush: true });
  await rename(path.join(folder, "done.part"), path.join(folder, DONE));
  signal.throwIfAborted();
  await context.storage.adopt(found.path, storageKeys.original(work.mediaFileId));
  return file;
}

interface Found {
  path: string;
  fileName: string;
  title: string | null;
}

type Options = Parameters<typeof downloadMedia>[1];

/** Null where the link leads to a page. A site that refuses a plain request may still be one that yt-dlp knows. */
async function downloadDirect(work: LinkWork, options: Options): Promise<Found | null> {
  try {
    const media = await downloadMedia(work.url, options);
    if (!media) return null;
    return { ...media, title: media.fileName.replace(/\.[A-Za-z0-9]{1,5}$/, "") || media.fileName };
  } catch (error) {
    const isRefused = isTraxError(error) && error.code === "LINK_REFUSED_BY_SITE";
    if (isRefused && work.link.kind === "site") return null;
    throw error;
  }
}

async function downloadFromSite({ prisma }: StepContext, work: LinkWork, options: Options): Promise<Found> {
  const { signal, account } = options;
  // The step before this one asked about a video of YouTube.
  const isKnown = work.link.kind === "youtube";
  const info = isKnown ? null : await describeLink(work.url, { signal, account });
  if (info) requireFetchable(info);
  if (info?.sizeBytes) await requireFreeSpace(info.sizeBytes);
  const file = await downloadByYtDlp(work.url, options);
  const media = await prisma.mediaFile.findUnique({
    where: { id: work.mediaFileId },
    select: { youtubeVideo: { select: { title: true } } },
  });
  const title = info?.title ?? media?.youtubeVideo?.title ?? null;
  const ending = path
    .extname(file)
    .replace(/[^A-Za-z0-9.]/g, "")
    .slice(0, 10);
  const name = cleanText(title ?? work.link.youtubeId ?? "recording", 200).replace(/[\\/]/g, "-");
  return { path: file, fileName: `${name}${ending}`, title };
}

/** Progress for the bar, and now and then bytes and speed for who looks closer. */
function createReporter(
  { prisma, setProgress }: StepContext,
  run: Claim,
): (progress: DownloadProgress) => void {
  let notedMs = Number.NEGATIVE_INFINITY;
  return (progress) => {
    const { downloadedBytes, totalBytes } = progress;
    if (totalBytes) setProgress(Math.min(0.99, downloadedBytes / totalBytes));
    if (performance.now() - notedMs < NOTE_EVERY_MS) return;
    notedMs = performance.now();
    // Only for the eye: the next one comes in a second.
    void noteDownload(prisma, run, progress).catch(() => {});
  };
}

/** Captions are an extra: whatever is wrong with them, the recording is there. */
async function captionsOf(
  context: StepContext,
  work: LinkWork,
  signal: AbortSignal,
): Promise<{ result: CaptionResult | null; warning: string | null }> {
  if (!work.wantsCaptions) return { result: null, warning: null };
  try {
    const result = await takeCaptions(work, { signal, account: context.account });
    return { result, warning: result ? null : "The uploader made no captions for this." };
  } catch (error) {
    signal.throwIfAborted();
    const reason = isTraxError(error) ? error.message : "they could not be read.";
    return { result: null, warning: `The uploader's captions were left out: ${reason}` };
  }
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
