import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { TraxError } from "@/server/platform/errors";
import { archiveFolders } from "./wal-archive";

export const baseNames = { manifest: "manifest.json", manifestSum: "manifest.sha256", data: "data" } as const;

const lsn = z.string().regex(/^[0-9A-F]{1,8}\/[0-9A-F]{1,8}$/);
/** Of a file of the data folder: relative, nothing that leads out. */
const relativePath = z
  .string()
  .regex(/^[\w.-]+(\/[\w.-]+)*$/)
  .refine((value) => !value.split("/").some((part) => part === "." || part === ".."));

export const baseManifest = z.strictObject({
  format: z.literal("trax-base-backup"),
  formatVersion: z.literal(1),
  traxVersion: z.string(),
  postgresVersion: z.string(),
  startedAt: z.iso.datetime(),
  /** From here on every moment can be gone back to. */
  stoppedAt: z.iso.datetime(),
  timeline: z.number().int().positive(),
  startSegment: z.string().regex(/^[0-9A-F]{24}$/),
  stopLsn: lsn,
  /** Folders that are empty in the backup and must be there. */
  folders: z.array(relativePath),
  files: z.array(
    z.strictObject({
      name: relativePath,
      bytes: z.number().int().nonnegative(),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
});
export type BaseManifest = z.infer<typeof baseManifest>;

export interface BaseBackup {
  path: string;
  manifest: BaseManifest;
}

/** @throws BACKUP_FOREIGN, BACKUP_DAMAGED */
async function readBase(folder: string): Promise<BaseManifest> {
  const content = await readFile(path.join(folder, baseNames.manifest)).catch(() => null);
  const sum = await readFile(path.join(folder, baseNames.manifestSum), "utf8").catch(() => "");
  if (content === null) throw new TraxError("BACKUP_FOREIGN");
  const damaged = (reason: string) => new TraxError("BACKUP_DAMAGED", { file: baseNames.manifest, reason });
  if (sum.trim() !== createHash("sha256").update(content).digest("hex")) throw damaged("its sum differs.");
  try {
    return baseManifest.parse(JSON.parse(content.toString("utf8")));
  } catch {
    throw damaged("it cannot be read.");
  }
}

/** Base backups that are whole by their manifest, the oldest first, and the folders of those that are not. */
export async function listBases(archive: string): Promise<{ bases: BaseBackup[]; damaged: string[] }> {
  const folder = archiveFolders.base(archive);
  const names = await readdir(folder).catch(() => []);
  const bases: BaseBackup[] = [];
  const damaged: string[] = [];
  for (const name of names.filter((each) => /^\d{8}T\d{6}Z$/.test(each)).sort()) {
    const base = path.join(folder, name);
    await readBase(base).then(
      (manifest) => bases.push({ path: base, manifest }),
      () => damaged.push(base),
    );
  }
  return { bases, damaged };
}
