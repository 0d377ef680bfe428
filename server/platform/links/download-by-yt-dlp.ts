import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { getSettings } from "../env";
import { TraxError } from "../errors";
import { serializeBytes } from "../storage/serialize-bytes";
import { type AskOptions, mostSeconds } from "./describe-link";
import { hostnameOf, parseLink } from "./guard";
import { isYoutubeHost } from "./youtube-address";
import { buildDownloadArguments, DONE_MARK, INFO_MARK, PROGRESS_MARK, SIZE_MARK } from "./yt-dlp-arguments";
import { runYtDlp } from "./yt-dlp-run";

/** Ten hours of sound over a slow line take long. */
const DOWNLOAD_MS = 24 * 60 * 60_000;
/** Beside the recording itself: pages, manifests, what is asked for again. */
const OVERHEAD_BYTES = 256 * 1024 ** 2;
/** Without a new byte for this long the run is given up, and gone on with later. */
const STALL_MS = 5 * 60_000;
const GROUP_FILE = "group";

export interface DownloadProgress {
  downloadedBytes: number;
  totalBytes: number | null;
  bytesPerSecond: number | null;
}

export interface DownloadOptions extends AskOptions {
  /** Absolute, of this recording alone. What an earlier run left there is gone on with. */
  folder: string;
  onProgress(progress: DownloadProgress): void;
}

/** Fetches the recording at a link into the folder. A run that was cut off is gone on with.
 * @returns the file's absolute path
 * @throws LINK_*, VIDEO_*, YTDLP_* */
export async function downloadByYtDlp(link: string, options: DownloadOptions): Promise<string> {
  const { folder, signal, account, lookup } = options;
  const url = parseLink(link);
  const { TRAX_MAX_UPLOAD_BYTES: maxBytes } = getSettings();
  const tooLarge = () => new TraxError("LINK_TOO_LARGE", { limit: serializeBytes(maxBytes) });
  await endOrphan(folder);
  const stopper = new AbortController();
  const stalled = watchProgress(() =>
    stopper.abort(new TraxError("LINK_CUT_OFF", { host: hostnameOf(url), reason: "nothing more came" })),
  );
  let done: string | null = null;
  let refusal: TraxError | null = null;
  try {
    await runYtDlp(
      (common) =>
        buildDownloadArguments(url.href, {
          ...common,
          ...{ folder, maxBytes, maxSeconds: mostSeconds(), isYoutube: isYoutubeHost(hostnameOf(url)) },
        }),
      {
        ...{ account, lookup, host: hostnameOf(url) },
        signal: AbortSignal.any([signal, stopper.signal]),
        timeoutMs: DOWNLOAD_MS,
        maxOutputBytes: 0,
        maxBytes: maxBytes + OVERHEAD_BYTES,
        maxFileBytes: maxBytes,
        onStart: (groupId) => writeFile(path.join(folder, GROUP_FILE), String(groupId)),
        onLine(line) {
          const progress = parseProgress(line);
          const bytes = progress?.totalBytes ?? parseSize(line);
          // What is announced to be too large is not begun, whatever its first bytes say.
          if (bytes !== null && bytes > maxBytes) stopper.abort(tooLarge());
          if (progress) {
            stalled.see(progress.downloadedBytes);
            options.onProgress(progress);
          } else if (line.startsWith(DONE_MARK)) done = parseDone(line);
          else refusal ??= parseRefusal(line);
        },
      },
    );
  } finally {
    stalled.end();
    await rm(path.join(folder, GROUP_FILE), { force: true });
  }
  const file = done === null ? null : path.resolve(folder, done);
  const info =
    file !== null && path.dirname(file) === path.resolve(folder) ? await stat(file).catch(() => null) : null;
  // It ends well without a file where it was told not to take it.
  if (file === null || !info?.isFile() || info.size === 0)
    throw refusal ?? new TraxError("LINK_NO_MEDIA", { reason: "yt-dlp ended without a file" });
  if (info.size > maxBytes) throw tooLarge();
  return file;
}

/** Calls back when no byte came for a long time, although the program goes on trying. */
function watchProgress(onStall: () => void): { see(bytes: number): void; end(): void } {
  let last = -1;
  let timer = setTimeout(onStall, STALL_MS);
  return {
    see(bytes) {
      if (bytes === last) return;
      last = bytes;
      clearTimeout(timer);
      timer = setTimeout(onStall, STALL_MS);
    },
    end: () => clearTimeout(timer),
  };
}

const amountOf = (text: string | undefined): number | null => {
  const value = Number(text);
  return text !== undefined && text !== "" && Number.isFinite(value) && value >= 0 ? value : null;
};

/** What of a line of progress; null for every other line. */
export function parseProgress(line: string): DownloadProgress | null {
  const [mark, , downloaded, total, estimate, speed] = line.split(" ");
  if (mark !== PROGRESS_MARK) return null;
  const bytes = amountOf(downloaded);
  if (bytes === null) return null;
  const totalBytes = amountOf(total) ?? amountOf(estimate);
  return { downloadedBytes: bytes, totalBytes, bytesPerSecond: amountOf(speed) };
}

function parseDone(line: string): string | null {
  try {
    const value: unknown = JSON.parse(line.slice(DONE_MARK.length));
    return typeof value === "string" ? value : null;
  } catch {
    return null;
  }
}

/** How large it is to be, where the line says so. */
function parseSize(line: string): number | null {
  const [mark, exact, estimate] = line.split(" ");
  return mark === SIZE_MARK ? (amountOf(exact) ?? amountOf(estimate)) : null;
}

/** Why it will pass the recording over. */
export function parseRefusal(line: string): TraxError | null {
  const [mark, status = "", isLive, duration] = line.split(" ");
  if (mark !== INFO_MARK) return null;
  if (status === "is_live" || status === "is_upcoming" || isLive === "True")
    return new TraxError("LINK_LIVE");
  if ((amountOf(duration) ?? 0) <= mostSeconds()) return null;
  return new TraxError("LINK_TOO_LONG", { limit: getSettings().TRAX_MAX_AUDIO_HOURS });
}

/** A worker that was killed leaves its yt-dlp behind, deaf, since its proxy went too. Two must not write one file. */
export async function endOrphan(folder: string): Promise<void> {
  const file = path.join(folder, GROUP_FILE);
  const group = Number(await readFile(file, "utf8").catch(() => ""));
  if (Number.isInteger(group) && group > 1) {
    for (const pid of await listGroup(group, folder)) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // Gone in the meantime.
      }
    }
  }
  await rm(file, { force: true });
}

/** Members of the group that work in this very folder: its number may be somebody else's by now. */
async function listGroup(group: number, folder: string): Promise<number[]> {
  if (process.platform !== "linux") return [];
  const found: number[] = [];
  for (const name of await readdir("/proc").catch(() => [])) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, "utf8").catch(() => "");
    if (Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[2]) !== group) continue;
    const command = await readFile(`/proc/${name}/cmdline`, "utf8").catch(() => "");
    if (command.includes(folder)) found.push(Number(name));
  }
  return found;
}
