import { z } from "zod";
import { TraxError } from "@/server/platform/errors";
import { parseStorageKey } from "@/server/platform/storage/storage-key";

/** Names within the folder of a backup. The manifest is written last and its sum after it. */
export const backupNames = {
  manifest: "manifest.json",
  manifestSum: "manifest.sha256",
  tables: "tables",
  media: "media",
} as const;

export const BACKUP_FORMAT_VERSION = 1;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.number().int().nonnegative();
/** Names of tables and columns are ours: anything else would end up in a statement. */
const identifier = z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/);
const columnType = z
  .string()
  .regex(/^[a-z][a-z0-9_ ]*(\(\d+(,\d+)?\))?( without time zone| with time zone)?(\[\])?$/);
const storageKey = z.string().refine((key) => {
  try {
    return parseStorageKey(key) === key;
  } catch {
    return false;
  }
});

const backupTable = z.strictObject({
  name: identifier,
  /** In the order of the copied text; without those that the database computes. */
  columns: z.array(z.strictObject({ name: identifier, type: columnType })),
  rows: count,
  /** Of all rows whatever their order, as `digestOf` computes it. */
  digest: z.string().regex(/^-?\d+$/),
  /** Of the compressed file. */
  bytes: count,
  sha256,
});
export type BackupTable = z.infer<typeof backupTable>;

const backupFile = z.strictObject({
  key: storageKey,
  /** Of the file itself. */
  contentBytes: count,
  contentSha256: sha256,
  /** Of it compressed, as it lies in the backup. */
  bytes: count,
  sha256,
});
export type BackupFile = z.infer<typeof backupFile>;

export const backupManifest = z.strictObject({
  format: z.literal("trax-backup"),
  formatVersion: z.literal(BACKUP_FORMAT_VERSION),
  traxVersion: z.string(),
  createdAt: z.iso.datetime(),
  /** Steps of the schema that the database had taken, first step first. */
  migrations: z.array(z.string().regex(/^\d{3}_\w+$/)).min(1),
  tables: z.array(backupTable),
  sequences: z.array(
    z.strictObject({ name: identifier, lastValue: z.string().regex(/^\d+$/), isCalled: z.boolean() }),
  ),
  files: z.array(backupFile),
  /** Files that rows named and the store did not have: they were lost before the backup was made. */
  missing: z.array(storageKey),
});
export type BackupManifest = z.infer<typeof backupManifest>;

export const tablePath = (table: Pick<BackupTable, "name">): string =>
  `${backupNames.tables}/${table.name}.copy.gz`;
export const filePath = (file: Pick<BackupFile, "key">): string => `${backupNames.media}/${file.key}.gz`;

const anyVersion = z.object({ format: z.literal("trax-backup"), formatVersion: z.number() });

/** @throws BACKUP_FOREIGN, BACKUP_NEWER, BACKUP_DAMAGED */
export function parseManifest(text: string): BackupManifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new TraxError("BACKUP_FOREIGN");
  }
  const { data } = anyVersion.safeParse(json);
  if (!data) throw new TraxError("BACKUP_FOREIGN");
  if (data.formatVersion > BACKUP_FORMAT_VERSION) throw new TraxError("BACKUP_NEWER", { what: "its format" });
  const parsed = backupManifest.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new TraxError("BACKUP_DAMAGED", {
      file: backupNames.manifest,
      reason: `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "it cannot be read"}`,
    });
  }
  return parsed.data;
}
