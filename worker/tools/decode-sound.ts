import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import ffmpeg, { type FfmpegCommand } from "fluent-ffmpeg";
import { confineCommand } from "@/server/platform/confine-command";
import { TraxError, toTraxError } from "@/server/platform/errors";
import { getMediaToolPaths } from "@/server/platform/media-tools";
import type { RunAccount } from "../resources/run-account";
import { type DecodeOptions, decodeOutputOptions, inputGuards } from "./ffmpeg-arguments";
import { followChild } from "./follow-child";

/** No byte for this long means that the decoder hangs. */
const STALL_MS = 60_000;

export interface DecodeResult {
  /** ffmpeg reported damage on the way; what could be read was delivered. */
  damaged: boolean;
}

/** Decodes one stream of a file to 16 kHz mono s16le and hands the bytes over as they come, waiting for `onBytes`
 * where it is slow. Nothing but ffmpeg's standard output leaves it, and its process is gone when this settles.
 * @throws TraxError MEDIA_DAMAGED when nothing could be decoded, MEDIA_TIMEOUT, MEMORY_LIMIT; the signal's reason */
export async function decodeSound(
  source: string,
  options: DecodeOptions & { jobFolder: string; signal: AbortSignal; account: RunAccount },
  onBytes: (bytes: Buffer) => Promise<void> | void,
): Promise<DecodeResult> {
  const { signal, account } = options;
  signal.throwIfAborted();
  const { ffmpeg: tool } = await getMediaToolPaths();
  const { wrapper, inputUrl } = await writeWrapper(tool, source, options);
  const command = withProgram(ffmpeg(), wrapper)
    .input(inputUrl)
    .inputOptions(["-nostdin", ...inputGuards(options.demuxer)])
    .outputOptions([...decodeOutputOptions(options), "-nostats", "-benchmark"]);

  let isOver = false;
  const child = followChild(command, account, () => {
    isOver = true;
  });
  let stalled = false;
  let bytesSeen = 0;
  let lastSeen = -1;
  signal.addEventListener("abort", child.kill, { once: true });
  const watch = setInterval(() => {
    if (bytesSeen === lastSeen) {
      stalled = true;
      child.kill();
    }
    lastSeen = bytesSeen;
  }, STALL_MS);

  try {
    signal.throwIfAborted();
    for await (const chunk of child.start()) {
      signal.throwIfAborted();
      bytesSeen += (chunk as Buffer).length;
      await onBytes(chunk as Buffer);
    }
    const failure = await child.ended;
    signal.throwIfAborted();
    if (stalled) throw new TraxError("MEDIA_TIMEOUT", { seconds: STALL_MS / 1000 });
    const stderr = child.readStderr();
    if (isOver || (failure && /cannot allocate memory/i.test(stderr))) {
      throw new TraxError("MEMORY_LIMIT", { limit: account.memoryLimitMb, program: "ffmpeg" });
    }
    // Without a word of ffmpeg's about the file it is not the file: no process, no memory, a limit of the system.
    if (bytesSeen === 0 && failure && stderr.trim() === "") throw toTraxError(failure, "STEP_FAILED");
    if (bytesSeen === 0)
      throw new TraxError("MEDIA_DAMAGED", { reason: reasonOf(stderr) }, { cause: failure });
    return {
      damaged: failure !== null || /error while decoding|invalid data|truncat|partial file/i.test(stderr),
    };
  } finally {
    clearInterval(watch);
    signal.removeEventListener("abort", child.kill);
    child.kill();
    await child.gone;
  }
}

/** Has one command start this program. `setFfmpegPath` is no way: it sets it for all commands of the process, and of two
 * that start together one would read the other's recording. */
function withProgram(command: FfmpegCommand, program: string): FfmpegCommand {
  return Object.assign(command, {
    _getFfmpegPath: (callback: (error: Error | null, path: string) => void) => callback(null, program),
  });
}

/** fluent-ffmpeg starts one program by its path: this small one puts ffmpeg into its cell first. */
async function writeWrapper(
  tool: string,
  source: string,
  options: DecodeOptions & { jobFolder: string; account: RunAccount },
): Promise<{ wrapper: string; inputUrl: string }> {
  let inputUrl = "";
  const own = path.join(options.jobFolder, "work");
  await mkdir(own, { recursive: true, mode: 0o700 });
  const command = await confineCommand(
    tool,
    (urls) => {
      inputUrl = urls.inputUrl;
      return [];
    },
    { input: source, folder: own },
    { memoryLimitMb: options.account.memoryLimitMb, cpuSeconds: 600 + options.maxSeconds },
  );
  const wrapper = path.join(options.jobFolder, "ffmpeg");
  await writeFile(wrapper, `#!/bin/sh\nexec ${command.map(quote).join(" ")} "$@"\n`, { mode: 0o700 });
  return { wrapper, inputUrl };
}

function quote(part: string): string {
  return `'${part.replaceAll("'", "'\\''")}'`;
}

function reasonOf(stderr: string): string {
  const lines = stderr.split("\n").filter((line) => /error|invalid|fail|could not/i.test(line));
  // The path of our own storage says nothing to a person.
  return (lines.at(-1) ?? "no sound could be read")
    .replace(/file:\S+/g, "the file")
    .trim()
    .slice(0, 160);
}
