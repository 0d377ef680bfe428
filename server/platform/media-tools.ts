import { execFile } from "node:child_process";
import { access, chmod, constants, stat } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { getSettings } from "./env";
import { TraxError } from "./errors";
import { processWide } from "./process-wide";

const run = promisify(execFile);

export interface MediaTool {
  path: string | null;
  version: string | null;
  /** Where it came from: named by a setting, the system's, or shipped by a package. */
  origin: "setting" | "system" | "package" | null;
  /** Said in full on the settings page where the tool is missing or old. */
  warning: string | null;
}

export interface MediaTools {
  ffmpeg: MediaTool;
  ffprobe: MediaTool;
}

const OLDEST_GOOD_MAJOR = 5;

/** The programs that open media: the one a setting names, else the system's, else what the packages ship. Found
 * once a process. */
export function findMediaTools(): Promise<MediaTools> {
  return processWide("media-tools", async () => {
    const { TRAX_FFMPEG, TRAX_FFPROBE } = getSettings();
    const [ffmpeg, ffprobe] = await Promise.all([
      findTool("ffmpeg", TRAX_FFMPEG, () => import("@ffmpeg-installer/ffmpeg")),
      findTool("ffprobe", TRAX_FFPROBE, () => import("@ffprobe-installer/ffprobe")),
    ]);
    return { ffmpeg, ffprobe };
  });
}

/** @throws TraxError FFMPEG_MISSING */
export async function getMediaToolPaths(): Promise<{ ffmpeg: string; ffprobe: string }> {
  const { ffmpeg, ffprobe } = await findMediaTools();
  if (!ffmpeg.path || !ffprobe.path) throw new TraxError("FFMPEG_MISSING");
  return { ffmpeg: ffmpeg.path, ffprobe: ffprobe.path };
}

async function findTool(
  name: "ffmpeg" | "ffprobe",
  setting: string | undefined,
  load: LoadPackage,
): Promise<MediaTool> {
  const setVersion = setting ? await findVersion(setting) : null;
  if (setting && setVersion === null) {
    const variable = `TRAX_${name.toUpperCase()}`;
    const warning = `${variable} names ${setting}, which does not run. Change it, or leave it out to use the system's ${name}.`;
    return { path: null, version: null, origin: null, warning };
  }
  if (setting) return describeTool(name, setting, setVersion, "setting");
  for (const folder of getSettings().PATH.split(path.delimiter).filter(Boolean)) {
    const candidate = path.join(folder, name);
    const version = await findVersion(candidate);
    if (version !== null) return describeTool(name, candidate, version, "system");
  }
  const packaged = await findPackaged(load);
  const version = packaged ? await findVersion(packaged) : null;
  if (packaged && version !== null) return describeTool(name, packaged, version, "package");
  const warning = `There is no ${name} on this machine. Install it (apt install ffmpeg) and start Trax again.`;
  return { path: null, version: null, origin: null, warning };
}

function describeTool(
  name: string,
  toolPath: string,
  version: string | null,
  origin: "setting" | "system" | "package",
): MediaTool {
  const major = Number.parseInt(version?.replace(/^n/, "") ?? "", 10);
  const old = origin === "package" || (Number.isFinite(major) && major < OLDEST_GOOD_MAJOR);
  const warning = old
    ? `This ${name} is old${origin === "package" ? " (a build of 2018 that a package ships)" : ""} and misses years of fixes. Install a current one (apt install ffmpeg) and start Trax again.`
    : null;
  return { path: toolPath, version, origin, warning };
}

async function findVersion(candidate: string): Promise<string | null> {
  try {
    await access(candidate, constants.X_OK);
    const { stdout } = await run(candidate, ["-version"], { timeout: 10_000 });
    return /version (\S+)/.exec(stdout)?.[1] ?? "unknown";
  } catch {
    return null;
  }
}

type LoadPackage = () => Promise<{ path?: string; default?: { path?: string } }>;

/** The packages throw where they have no build for this platform. */
async function findPackaged(load: LoadPackage): Promise<string | null> {
  try {
    const loaded = await load();
    const toolPath = loaded.default?.path ?? loaded.path;
    if (!toolPath) return null;
    // Installed by root the file may be executable for root alone; mend what we may.
    const { mode } = await stat(toolPath);
    if ((mode & 0o111) !== 0o111) await chmod(toolPath, 0o755).catch(() => {});
    await access(toolPath, constants.X_OK);
    return toolPath;
  } catch {
    return null;
  }
}
