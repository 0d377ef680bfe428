import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { chmod, link, mkdir, mkdtemp, readdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { Transform, type TransformCallback } from "node:stream";
import { pipeline } from "node:stream/promises";
import { isTraxError, TraxError } from "../errors";
import { forgetProcessWide } from "../process-wide";
import { homeFolders } from "../storage";
import { hashFile } from "../storage/incoming";
import { fetchGuarded, readWhole, requireOk } from "./guarded-fetch";
import { findVersion, ytDlpCopy } from "./yt-dlp-program";

const RELEASE = "https://github.com/yt-dlp/yt-dlp/releases/latest/download";
const SUMS_BYTES = 256 * 1024;
const PROGRAM_BYTES = 300 * 1024 ** 2;
const PREFIX = "new-";
/** An update takes no longer; what is older was left by one that was ended. */
const LEFT_MS = 60 * 60_000;

export interface YtDlpUpdate {
  path: string;
  /** Of the copy that was kept before; null where there was none, or it did not run. */
  before: string | null;
  version: string;
  /** False: the newest was there already. */
  isNew: boolean;
}

/** Fetches the newest release of yt-dlp into TRAX_HOME/tools. It takes effect only when its checksum is the published one
 * and it runs on this machine; until then, and if anything fails, the one that was there stays.
 * @throws YTDLP_UPDATE_FAILED */
export async function updateYtDlp(options: {
  signal: AbortSignal;
  onProgress?(bytes: number, totalBytes: number | null): void;
}): Promise<YtDlpUpdate> {
  const { signal } = options;
  const folder = homeFolders.tools();
  const target = ytDlpCopy();
  await mkdir(folder, { recursive: true, mode: 0o755 });
  await sweepLeft(folder);
  const trial = await mkdtemp(path.join(folder, PREFIX));
  try {
    const name = assetName();
    const sum = await fetchSum(name, signal);
    const before = await findVersion(target);
    if (before !== null && (await hashFile(target, signal)) === sum)
      return { path: target, before, version: before, isNew: false };
    const file = path.join(trial, "yt-dlp");
    await fetchProgram(name, file, sum, options);
    await chmod(file, 0o755);
    const version = await findVersion(file);
    if (version === null) throw failed("the newest release does not run on this machine.");
    if (before !== null && before > version) throw failed(`${version} was offered, and ${before} is newer.`);
    await replace(target, file, path.join(trial, "before"));
    return { path: target, before, version, isNew: true };
  } catch (error) {
    signal.throwIfAborted();
    if (isTraxError(error) && error.code !== "YTDLP_UPDATE_FAILED") throw failed(error.message);
    if (isTraxError(error)) throw error;
    throw failed(`${(error as Error).message}.`, error);
  } finally {
    await rm(trial, { recursive: true, force: true });
    forgetProcessWide("yt-dlp");
  }
}

/** The new one in one step; back to the old one where it does not run in its place.
 * @throws YTDLP_UPDATE_FAILED */
async function replace(target: string, file: string, before: string): Promise<void> {
  const hadOne = await link(target, before).then(
    () => true,
    () => false,
  );
  await rename(file, target);
  if ((await findVersion(target)) !== null) return;
  if (hadOne) await rename(before, target);
  else await rm(target, { force: true });
  throw failed("the new one did not run where it belongs.");
}

async function fetchSum(name: string, signal: AbortSignal): Promise<string> {
  const response = await fetchGuarded(`${RELEASE}/SHA2-256SUMS`, { signal, maxBytes: SUMS_BYTES });
  requireOk(response);
  const sums = String(await readWhole(response)).split("\n");
  const line = sums
    .map((each) => /^([0-9a-f]{64}) [ *](\S+)\s*$/.exec(each))
    .find((each) => each?.[2] === name);
  if (!line?.[1]) throw failed(`the newest release has no checksum of ${name}.`);
  return line[1];
}

async function fetchProgram(
  name: string,
  file: string,
  sum: string,
  { signal, onProgress }: Parameters<typeof updateYtDlp>[0],
): Promise<void> {
  const response = await fetchGuarded(`${RELEASE}/${name}`, { signal, maxBytes: PROGRAM_BYTES });
  requireOk(response);
  const total = Number(response.headers["content-length"]) || null;
  const hash = createHash("sha256");
  let bytes = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback) {
      hash.update(chunk);
      bytes += chunk.length;
      onProgress?.(bytes, total);
      done(null, chunk);
    },
  });
  await pipeline(response.body, counter, createWriteStream(file, { flags: "wx", mode: 0o600, flush: true }));
  if (hash.digest("hex") !== sum)
    throw failed("what came is not what was published (its checksum differs). Try again in a while.");
}

/** The build for this machine; the plain one needs Python. */
function assetName(): string {
  const { platform, arch } = process;
  if (platform === "darwin") return "yt-dlp_macos";
  if (platform !== "linux" || !["x64", "arm64"].includes(arch)) return "yt-dlp";
  const header = (process.report.getReport() as { header?: { glibcVersionRuntime?: string } }).header;
  const kind = header?.glibcVersionRuntime ? "linux" : "musllinux";
  return `yt-dlp_${kind}${arch === "arm64" ? "_aarch64" : ""}`;
}

async function sweepLeft(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(PREFIX)) continue;
    const left = path.join(folder, name);
    const age = Date.now() - ((await stat(left).catch(() => null))?.mtimeMs ?? Date.now());
    if (age > LEFT_MS) await rm(left, { recursive: true, force: true });
  }
}

function failed(reason: string, cause?: unknown): TraxError {
  return new TraxError("YTDLP_UPDATE_FAILED", { reason }, { cause });
}
