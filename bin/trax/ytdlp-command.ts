import { getSettings } from "@/server/platform/env";
import { TraxError } from "@/server/platform/errors";
import { updateYtDlp } from "@/server/platform/links/update-yt-dlp";
import { findYtDlp } from "@/server/platform/links/yt-dlp-program";
import { serializeBytes } from "@/server/platform/storage/serialize-bytes";
import { exitCodes } from "./exit-codes";
import { plain, printJson, printLine } from "./print";

interface YtDlpOptions {
  action: "version" | "update";
  json: boolean;
}

/** @returns the exit code */
export function ytDlpCommand({ action, json }: YtDlpOptions): Promise<number> {
  return action === "update" ? update(json) : version(json);
}

async function version(json: boolean): Promise<number> {
  const { program, warning } = await findYtDlp();
  if (json) printJson({ ...(program ?? { path: null, version: null }), warning });
  else if (program) printLine(`yt-dlp ${program.version}, ${ageOf(program.ageDays)}${plain(program.path)}`);
  if (!program) throw new TraxError("YTDLP_MISSING");
  if (warning && !json) say(warning);
  return exitCodes.ok;
}

async function update(json: boolean): Promise<number> {
  const controller = new AbortController();
  let isInterrupted = false;
  const stop = () => {
    isInterrupted = true;
    controller.abort(new Error("ended by Ctrl-C"));
  };
  process.once("SIGINT", stop);
  try {
    const done = await updateYtDlp({
      signal: controller.signal,
      onProgress: json ? undefined : showProgress(),
    });
    if (json) printJson(done);
    else if (done.isNew)
      printLine(`yt-dlp ${done.version} is in use now${done.before ? ` (before: ${done.before})` : ""}.`);
    else printLine(`yt-dlp ${done.version} is the newest there is.`);
    const { TRAX_YTDLP } = getSettings();
    if (TRAX_YTDLP && !json)
      say(
        `TRAX_YTDLP names another one, ${TRAX_YTDLP}, which is used instead. Leave the setting out to use this one.`,
      );
    return exitCodes.ok;
  } catch (error) {
    if (isInterrupted) return exitCodes.interrupted;
    throw error;
  } finally {
    process.removeListener("SIGINT", stop);
  }
}

/** One line that is written over, for people only. */
function showProgress(): ((bytes: number, total: number | null) => void) | undefined {
  if (!process.stderr.isTTY) return undefined;
  let shownMs = 0;
  return (bytes, total) => {
    if (Date.now() - shownMs < 200 && bytes !== total) return;
    shownMs = Date.now();
    const of = total ? ` of ${serializeBytes(total)}` : "";
    process.stderr.write(`\rFetching: ${serializeBytes(bytes)}${of}   ${bytes === total ? "\n" : ""}`);
  };
}

function ageOf(days: number | null): string {
  return days === null ? "" : `${days} ${days === 1 ? "day" : "days"} old, `;
}

const say = (line: string) => void process.stderr.write(`${plain(line)}\n`);
