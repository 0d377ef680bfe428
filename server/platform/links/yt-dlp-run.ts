import { type ChildProcess, spawn } from "node:child_process";
import { chmod, copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { bareEnv } from "../confine-command";
import { getSettings } from "../env";
import { TraxError } from "../errors";
import { limitCommand } from "../limit-command";
import { serializeBytes } from "../storage/serialize-bytes";
import type { Lookup } from "./guard";
import { openGuardedProxy } from "./guarded-proxy";
import type { CommonArguments } from "./yt-dlp-arguments";
import { toYtDlpError } from "./yt-dlp-errors";
import { getYtDlp } from "./yt-dlp-program";

const STDERR_KEPT_CHARS = 32_000;
/** Asked to stop, it closes its files; then it is ended. */
const TERM_MS = 3_000;
/** Addresses, not memory: the engines of JavaScript reserve far more than they use. */
const ADDRESSES_MB = 4_096;
const ADDRESSES_WITH_RUNTIME_MB = 1_048_576;

/** Who looks at how much memory a run's processes hold. */
export interface ProcessWatcher {
  memoryLimitMb: number;
  watch(pid: number | undefined, onOverLimit: () => void): { end(): void };
}

export interface YtDlpOptions {
  /** Whom the link asks, for what is said of it. */
  host: string;
  signal: AbortSignal;
  timeoutMs: number;
  /** Of standard output; more of it ends the run. */
  maxOutputBytes: number;
  /** Of all that comes over the network. */
  maxBytes: number;
  /** Of one file. */
  maxFileBytes?: number;
  account?: ProcessWatcher;
  onLine?(line: string): void;
  /** Hears the number of the process group. */
  onStart?(groupId: number): Promise<void>;
  lookup?: Lookup;
}

export interface YtDlpOutput {
  stdout: string;
  stderr: string;
  version: string;
}

/** Runs yt-dlp in a process group of its own: under limits, with nothing of our environment, and with no way out but a
 * guarded proxy of this run. When this settles every process of it is gone.
 * @throws the signal's reason, what `toYtDlpError` makes of a failure, LINK_FORBIDDEN, LINK_TOO_LARGE, YTDLP_* */
export async function runYtDlp(
  build: (common: CommonArguments) => string[],
  options: YtDlpOptions,
): Promise<YtDlpOutput> {
  const { signal, maxBytes } = options;
  signal.throwIfAborted();
  const { program, runtime } = await getYtDlp();
  const scratch = await mkdtemp(path.join(tmpdir(), "trax-link-"));
  const proxy = await openGuardedProxy({ signal, maxBytes, lookup: options.lookup });
  try {
    const cookies = await copyCookies(scratch);
    const isTest = getSettings().TRAX_TEST_LINK_CA !== undefined;
    const args = build({ version: program.version, runtime, cookies, isTest });
    const command = await limitCommand([program.path, ...args], {
      memoryLimitMb: runtime ? ADDRESSES_WITH_RUNTIME_MB : ADDRESSES_MB,
      cpuSeconds: Math.ceil(options.timeoutMs / 1000),
      fileBytes: options.maxFileBytes ?? maxBytes,
    });
    const ended = await follow(command, environment(proxy.url, scratch), options);
    signal.throwIfAborted();
    const { stdout, stderr, code } = ended;
    if (ended.isOverMemory) {
      throw new TraxError("MEMORY_LIMIT", { limit: options.account?.memoryLimitMb ?? 0, program: "yt-dlp" });
    }
    if (proxy.isOverLimit()) throw new TraxError("LINK_TOO_LARGE", { limit: serializeBytes(maxBytes) });
    if (ended.isLate) throw new TraxError("YTDLP_FAILED", { reason: "it took too long" });
    if (ended.isTooMuch) throw new TraxError("YTDLP_FAILED", { reason: "it said more than can be read" });
    if (code !== 0) {
      const refusal = proxy.readRefusal();
      if (refusal) throw refusal;
      throw toYtDlpError(stderr, {
        host: options.host,
        version: program.version,
        ageDays: program.ageDays,
        maxBytes: options.maxFileBytes ?? maxBytes,
      });
    }
    return { stdout, stderr, version: program.version };
  } finally {
    await proxy.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

/** yt-dlp writes into its cookies file; the administrator's stays as it is.
 * @throws YTDLP_COOKIES */
async function copyCookies(scratch: string): Promise<string | null> {
  const { TRAX_YTDLP_COOKIES } = getSettings();
  if (!TRAX_YTDLP_COOKIES) return null;
  const copy = path.join(scratch, "cookies.txt");
  try {
    await copyFile(TRAX_YTDLP_COOKIES, copy);
    await chmod(copy, 0o600);
  } catch (error) {
    throw new TraxError("YTDLP_COOKIES", { reason: `it cannot be read (${(error as Error).message}).` });
  }
  return copy;
}

function environment(proxyUrl: string, scratch: string): NodeJS.ProcessEnv {
  const { TRAX_TEST_LINK_CA } = getSettings();
  return {
    NODE_ENV: "production",
    PATH: bareEnv.PATH,
    HOME: scratch,
    XDG_CONFIG_HOME: scratch,
    XDG_CACHE_HOME: scratch,
    TMPDIR: scratch,
    LANG: "C.UTF-8",
    PYTHONUTF8: "1",
    PYTHONDONTWRITEBYTECODE: "1",
    PYTHONNOUSERSITE: "1",
    YTDLP_NO_PLUGINS: "1",
    DENO_NO_UPDATE_CHECK: "1",
    ...Object.fromEntries(
      ["http_proxy", "https_proxy", "all_proxy"].flatMap((name) => [
        [name, proxyUrl],
        [name.toUpperCase(), proxyUrl],
      ]),
    ),
    ...(TRAX_TEST_LINK_CA && { SSL_CERT_FILE: TRAX_TEST_LINK_CA }),
  };
}

interface Ended {
  stdout: string;
  stderr: string;
  code: number | null;
  isLate: boolean;
  isTooMuch: boolean;
  isOverMemory: boolean;
}

async function follow(
  [program = "", ...args]: string[],
  env: NodeJS.ProcessEnv,
  options: YtDlpOptions,
): Promise<Ended> {
  const { signal, account, timeoutMs, maxOutputBytes, onLine } = options;
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], env, detached: true });
  const ended: Ended = {
    ...{ stdout: "", stderr: "", code: null },
    ...{ isLate: false, isTooMuch: false, isOverMemory: false },
  };
  let killer: NodeJS.Timeout | undefined;
  const stop = () => {
    killGroup(child, "SIGTERM");
    killer ??= setTimeout(() => killGroup(child, "SIGKILL"), TERM_MS);
  };
  const watch = account?.watch(child.pid, () => {
    ended.isOverMemory = true;
    killGroup(child, "SIGKILL");
  });
  const timer = setTimeout(() => {
    ended.isLate = true;
    stop();
  }, timeoutMs);
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();

  const chunks: Buffer[] = [];
  let bytes = 0;
  const takeLines = lineReader((line) => onLine?.(line));
  // Lines of progress are heard and forgotten: a long download has hundreds of thousands.
  if (onLine) child.stdout.setEncoding("utf8").on("data", takeLines);
  else
    child.stdout.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxOutputBytes) chunks.push(chunk);
      else {
        ended.isTooMuch = true;
        stop();
      }
    });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    ended.stderr = (ended.stderr + text).slice(-STDERR_KEPT_CHARS);
  });
  try {
    const gone = new Promise<number | null>((resolve, reject) => {
      // What it started goes with it, and so what holds its pipes.
      child.once("exit", () => killGroup(child, "SIGKILL"));
      child.once("close", resolve);
      child.once("error", (error) => {
        if (child.pid === undefined) reject(new TraxError("YTDLP_MISSING", {}, { cause: error }));
      });
    });
    if (child.pid !== undefined) await options.onStart?.(child.pid);
    ended.code = await gone;
    ended.stdout = Buffer.concat(chunks).toString("utf8");
    return ended;
  } finally {
    clearTimeout(timer);
    clearTimeout(killer);
    signal.removeEventListener("abort", stop);
    watch?.end();
  }
}

function killGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It has gone already.
  }
}

const longestLine = 64 * 1024;

/** Calls back for every whole line; what has no end is cut. */
function lineReader(onLine: (line: string) => void): (text: string) => void {
  let rest = "";
  return (text) => {
    const lines = (rest + text).split(/\r?\n/);
    rest = (lines.pop() ?? "").slice(-longestLine);
    for (const line of lines) onLine(line);
  };
}
