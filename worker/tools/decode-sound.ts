import { chmod, writeFile } from "node:fs/promises";
import path from "node:path";
import ffmpeg from "fluent-ffmpeg";
import { TraxError, toTraxError } from "@/server/platform/errors";
import { getMediaToolPaths } from "@/server/platform/media-tools";
import type { RunAccount } from "../resources/run-account";
import { type DecodeOptions, decodeOutputOptions, inputGuards } from "./ffmpeg-arguments";
import { followChild } from "./follow-child";
import { limitCommand } from "./limits";

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
  const wrapper = await writeWrapper(tool, options);
  const command = ffmpeg()
    .setFfmpegPath(wrapper)
    .input(`file:${source}`)
    .inputOptions(["-nostdin", ...inputGuards()])
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

/** fluent-ffmpeg starts one program by its path: this small one puts ffmpeg under limits first. */
async function writeWrapper(
  tool: string,
  options: DecodeOptions & { jobFolder: string; account: RunAccount },
): Promise<string> {
  const command = await limitCommand([tool], {
    memoryLimitMb: options.account.memoryLimitMb,
    cpuSeconds: 600 + options.maxSeconds,
  });
  const quoted = command.map((part) => `'${part.replaceAll("'", "'\\''")}'`).join(" ");
  const wrapper = path.join(options.jobFolder, "ffmpeg");
  await writeFile(
    wrapper,
    `#!/bin/sh\ncd '${options.jobFolder.replaceAll("'", "'\\''")}' && exec ${quoted} "$@"\n`,
  );
  await chmod(wrapper, 0o700);
  return wrapper;
}

function reasonOf(stderr: string): string {
  const lines = stderr.split("\n").filter((line) => /error|invalid|fail|could not/i.test(line));
  // The path of our own storage says nothing to a person.
  return (lines.at(-1) ?? "no sound could be read")
    .replace(/file:\S+/g, "the file")
    .trim()
    .slice(0, 160);
}
