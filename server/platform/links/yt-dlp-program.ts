import { execFile } from "node:child_process";
import { access, constants } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { bareEnv } from "../confine-command";
import { getSettings } from "../env";
import { TraxError } from "../errors";
import { processWide } from "../process-wide";
import { homeFolders } from "../storage";
import { FIRST_WITH_RUNTIME, type JsRuntime } from "./yt-dlp-arguments";

const run = promisify(execFile);

/** The first start after an update unpacks the program, on a slow disk for a while. */
const VERSION_MS = 30_000;
const DAY_MS = 24 * 60 * 60_000;
/** Sites change; a yt-dlp of this age mostly fails on the big ones. */
const OLD_DAYS = 180;
/** An answer is believed for this long: an update by the command line is another process. */
const KNOWN_MS = 60_000;

export interface YtDlpProgram {
  path: string;
  /** A date, for example 2026.08.19. */
  version: string;
  /** Named by a setting, the copy that `trax ytdlp update` keeps, or the system's. */
  origin: "setting" | "tools" | "system";
  /** Whole days since its release, null where its version is no date. */
  ageDays: number | null;
}

export interface YtDlpState {
  program: YtDlpProgram | null;
  /** What runs the JavaScript of sites, for versions that need it. */
  runtime: JsRuntime | null;
  /** Said in full on the settings page. */
  warning: string | null;
}

/** Where `trax ytdlp update` keeps its copy. */
export function ytDlpCopy(): string {
  return path.join(homeFolders.tools(), "yt-dlp");
}

/** The one that TRAX_YTDLP names, else the newer of the kept copy and the system's. */
export function findYtDlp(): Promise<YtDlpState> {
  const known = processWide("yt-dlp", () => ({
    atMs: Number.NEGATIVE_INFINITY,
    state: null as null | Promise<YtDlpState>,
  }));
  if (known.state === null || performance.now() - known.atMs > KNOWN_MS) {
    known.atMs = performance.now();
    known.state = look();
  }
  return known.state;
}

/** @throws YTDLP_MISSING */
export async function getYtDlp(): Promise<{ program: YtDlpProgram; runtime: JsRuntime | null }> {
  const { program, runtime } = await findYtDlp();
  if (!program) throw new TraxError("YTDLP_MISSING");
  return { program, runtime };
}

async function look(): Promise<YtDlpState> {
  const { TRAX_YTDLP, PATH } = getSettings();
  const runtime = await findRuntime();
  if (TRAX_YTDLP) {
    const program = await describe(TRAX_YTDLP, "setting");
    const warning = program
      ? findWarning(program, runtime)
      : `TRAX_YTDLP names ${TRAX_YTDLP}, which does not run. Change it, or leave it out to use the kept or the system's yt-dlp.`;
    return { program, runtime, warning };
  }
  const kept = await describe(ytDlpCopy(), "tools");
  let system: YtDlpProgram | null = null;
  for (const folder of PATH.split(path.delimiter).filter(path.isAbsolute)) {
    system ??= await describe(path.join(folder, "yt-dlp"), "system");
  }
  const program = kept && system ? (system.version > kept.version ? system : kept) : (kept ?? system);
  const warning = program
    ? findWarning(program, runtime)
    : "There is no yt-dlp on this machine, so links to video sites cannot be fetched. Run npm run trax -- ytdlp update, or install it (apt install yt-dlp).";
  return { program, runtime, warning };
}

function findWarning({ ageDays, version }: YtDlpProgram, runtime: JsRuntime | null): string | null {
  if (ageDays !== null && ageDays > OLD_DAYS)
    return `This yt-dlp is ${ageDays} days old, and video sites have changed since. Bring it up to date with npm run trax -- ytdlp update.`;
  if (version >= FIRST_WITH_RUNTIME && !runtime)
    return "This yt-dlp needs a JavaScript runtime for YouTube, and there is none. Run Trax with Node 22 or newer, or install deno.";
  return null;
}

async function describe(file: string, origin: YtDlpProgram["origin"]): Promise<YtDlpProgram | null> {
  const version = await findVersion(file);
  return version === null ? null : { path: file, version, origin, ageDays: ageOf(version) };
}

/** What a program says when asked for its version; null when it does not run or is something else. */
export async function findVersion(file: string): Promise<string | null> {
  try {
    await access(file, constants.X_OK);
    const { stdout } = await run(file, ["--ignore-config", "--version"], {
      timeout: VERSION_MS,
      maxBuffer: 64 * 1024,
      env: { ...bareEnv },
    });
    return /^\d{4}\.\d{2}\.\d{2}(?:\.\d+)*/.exec(stdout.trim())?.[0] ?? null;
  } catch {
    return null;
  }
}

function ageOf(version: string, now = Date.now()): number | null {
  const [year = 0, month = 0, day = 0] = version.split(".").map(Number);
  const at = Date.UTC(year, month - 1, day);
  return Number.isFinite(at) ? Math.max(0, Math.floor((now - at) / DAY_MS)) : null;
}

async function findRuntime(): Promise<JsRuntime | null> {
  const major = Number.parseInt(process.versions.node, 10);
  if (major >= 22) return { name: "node", path: process.execPath };
  for (const folder of getSettings().PATH.split(path.delimiter).filter(path.isAbsolute)) {
    const file = path.join(folder, "deno");
    const isThere = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return { name: "deno", path: file };
  }
  return null;
}
