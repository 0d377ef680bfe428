import { createHash } from "node:crypto";
import { pipeline } from "node:stream/promises";
import { type FormatInfo, parseFormatInfo, waveformBytesASecond } from "@/server/media/schema";
import { isTraxError } from "@/server/platform/errors";
import type { Storage } from "@/server/platform/storage";
import type { CheckContext } from "./check-context";
import { checkOrphans } from "./check-orphans";
import type { CheckOutcome, Finding, Mend } from "./finding";
import { readPages } from "./read-rows";

/** Questions to the store at once: an object store answers each after a while. */
const AT_ONCE = 8;
const ROWS_A_PAGE = 200;

const WAV_HEADER_BYTES = 44;
/** 16 samples of 16 bits. */
const MASTER_BYTES_A_MS = 32;

const RESTORE_FILE =
  "Put the file back under this key, or restore a backup that has it: npm run trax -- restore DIR.";

/** A file that a row names. */
interface NamedFile {
  table: "media_files" | "exports";
  rowId: string;
  what: "recording" | "master" | "peaks" | "waveform" | "proxy" | "export";
  key: string;
  /** The least and the most bytes that it may have; null where nothing says. */
  bytes: [bigint, bigint] | null;
  sha256: string | null;
}

interface MediaRow {
  id: string;
  key: string;
  size: string;
  sha256: string | null;
  isWhole: boolean;
  formatInfo: unknown;
}

/** Every file that a row names, by size and checksum, then every file of the store that no row owns. What is on its way
 * (uploads, claims under way, what is just written) is neither. */
export async function checkFiles(context: CheckContext): Promise<CheckOutcome> {
  const { client } = context;
  let files = 0;
  const lookAt = async (named: NamedFile[]) => {
    files += named.length;
    for (let start = 0; start < named.length; start += AT_ONCE) {
      await Promise.all(named.slice(start, start + AT_ONCE).map((file) => checkFile(context, file)));
    }
  };
  const media = readPages<MediaRow>(
    client,
    `SELECT id::text, file_path AS key, file_size::text AS size, sha256, download_status = 'completed' AS "isWhole",
       format_info AS "formatInfo" FROM media_files`,
    ROWS_A_PAGE,
  );
  for await (const page of media) await lookAt(page.flatMap(listFilesOf));
  const exports = readPages<{ id: string; key: string; size: string | null }>(
    client,
    "SELECT id::text, file_path AS key, file_size::text AS size FROM exports",
    ROWS_A_PAGE,
  );
  for await (const page of exports) {
    const rows = page.map(({ id, key, size }) => ({
      rowId: id,
      key,
      bytes: size === null ? null : exactly(size),
    }));
    await lookAt(rows.map((row) => ({ ...row, table: "exports", what: "export", sha256: null })));
  }
  const listed = await checkOrphans(context);
  const sums = context.isQuick ? ", without their checksums" : "";
  return { said: `${files} files that rows name${sums}, ${listed} that are in the store` };
}

function listFilesOf(row: MediaRow): NamedFile[] {
  const given = { table: "media_files", rowId: row.id, sha256: null } as const;
  const files: NamedFile[] = [];
  if (row.isWhole) {
    files.push({
      ...given,
      what: "recording",
      key: row.key,
      bytes: exactly(row.size),
      sha256: row.sha256,
    });
  }
  for (const derived of listDerived(parseFormatInfo(row.formatInfo))) files.push({ ...given, ...derived });
  return files;
}

const exactly = (size: string): [bigint, bigint] => [BigInt(size), BigInt(size)];

/** Of what is derived the length of the sound says the size, but for a rounded millisecond. */
function listDerived(info: FormatInfo | null): Pick<NamedFile, "what" | "key" | "bytes">[] {
  if (!info) return [];
  const { masterKey, peaksKey, waveformKey } = info.derived;
  const around = (bytes: number, more: number): [bigint, bigint] => [
    BigInt(Math.max(0, Math.floor(bytes - more))),
    BigInt(Math.ceil(bytes + more)),
  ];
  const master = around(WAV_HEADER_BYTES + info.durationMs * MASTER_BYTES_A_MS, MASTER_BYTES_A_MS);
  const waveform = around((info.durationMs * waveformBytesASecond) / 1_000, 2);
  return [
    { what: "master", key: masterKey, bytes: master },
    { what: "peaks", key: peaksKey, bytes: null },
    ...(waveformKey === undefined ? [] : [{ what: "waveform" as const, key: waveformKey, bytes: waveform }]),
    ...(info.proxy ? [{ what: "proxy" as const, key: info.proxy.key, bytes: null }] : []),
  ];
}

async function checkFile(context: CheckContext, file: NamedFile): Promise<void> {
  const finding = await findDamage(context, file);
  // The row may have gone, or got another file, since the moment that is looked at.
  if (finding && (await isStillNamed(context, file))) context.report(finding);
}

async function findDamage(context: CheckContext, file: NamedFile): Promise<Finding | null> {
  const { storage, isQuick } = context;
  const subject = file.key;
  const whose = `${file.what} of ${file.table} ${file.rowId}`;
  let size: number | null;
  try {
    size = await storage.findSize(file.key);
  } catch (error) {
    if (!isTraxError(error) || !["STORAGE_KEY_INVALID", "STORAGE_LINK"].includes(error.code)) throw error;
    const wayOut = "Move the file to a plain key, and change the row to it.";
    return { kind: "file-unreachable", subject, detail: `(${whose}) ${error.message}`, wayOut };
  }
  const isDerived = file.what !== "recording" && file.what !== "export";
  if (size === null) {
    return await describeDamage(
      context,
      file,
      isDerived ? "derived-file-missing" : "file-missing",
      whose,
      "is not there",
    );
  }
  const said = describeSize(BigInt(size), file.bytes);
  if (said) {
    const kind = isDerived ? "derived-file-wrong-size" : "file-wrong-size";
    return await describeDamage(context, file, kind, whose, said);
  }
  if (isQuick || file.sha256 === null) return null;
  const sum = await hashOf(storage, file.key);
  if (sum === null || sum === file.sha256) return null;
  const detail = `(${whose}) has the SHA-256 ${sum}, not ${file.sha256}`;
  return { kind: "file-wrong-sum", subject, detail, wayOut: RESTORE_FILE };
}

/** Null for a size that may be. */
function describeSize(size: bigint, bytes: NamedFile["bytes"]): string | null {
  if (!bytes) return size > 0n ? null : "is empty";
  const [least, most] = bytes;
  if (size >= least && size <= most) return null;
  return `has ${size} bytes, not ${least === most ? "" : "about "}${(least + most) / 2n}`;
}

/** What is wrong with a file, and what to do: what is derived can be made again as long as the recording is there. */
async function describeDamage(
  context: CheckContext,
  file: NamedFile,
  kind: string,
  whose: string,
  said: string,
): Promise<Finding> {
  const finding = { kind, subject: file.key, detail: `(${whose}) ${said}` };
  if (file.what === "recording") return { ...finding, wayOut: RESTORE_FILE };
  if (file.what === "export") {
    const wayOut = "Remove this download and make it again on the transcript's page.";
    return { ...finding, wayOut };
  }
  if (await isBeingMade(context, file)) {
    return { ...finding, kind: "file-being-made", detail: `(${whose}) is being made again`, isNote: true };
  }
  if (!(await hasRecording(context, file.rowId))) {
    const wayOut = "Its recording is not there either: put that back first, or restore a backup that has it.";
    return { ...finding, wayOut };
  }
  const mediaFileId = file.rowId;
  const mend: Mend =
    file.what === "proxy"
      ? {
          type: "remake-proxy",
          id: `proxy ${mediaFileId}`,
          label: "make the playable copy again",
          mediaFileId,
        }
      : {
          type: "prepare-again",
          id: `prepare ${mediaFileId}`,
          label: "read the recording again",
          mediaFileId,
        };
  return { ...finding, mend };
}

/** Who reads a recording again asks for its playable copy too. */
async function isBeingMade({ present }: CheckContext, { what, rowId }: NamedFile): Promise<boolean> {
  const { rows } = await present.query(
    `SELECT FROM batch_items WHERE media_file_id = $1 AND task_type = 'preprocess'
       AND status NOT IN ('completed', 'failed', 'cancelled')
     UNION ALL SELECT FROM v2_processing_jobs WHERE media_file_id = $1 AND job_type = 'proxy' AND $2
       AND status NOT IN ('completed', 'failed', 'cancelled') LIMIT 1`,
    [rowId, what === "proxy"],
  );
  return rows.length > 0;
}

async function hasRecording({ present, storage }: CheckContext, mediaFileId: string): Promise<boolean> {
  const { rows } = await present.query<{ key: string }>(
    "SELECT file_path AS key FROM media_files WHERE id = $1",
    [mediaFileId],
  );
  return rows[0] !== undefined && (await storage.findSize(rows[0].key).catch(() => null)) !== null;
}

async function isStillNamed({ present }: CheckContext, file: NamedFile): Promise<boolean> {
  const also =
    file.table === "media_files" ? ` OR strpos(format_info::text, to_json($2::text)::text) > 0` : "";
  const { rows } = await present.query(
    `SELECT FROM ${file.table} WHERE id = $1 AND (file_path = $2${also})`,
    [file.rowId, file.key],
  );
  return rows.length > 0;
}

/** SHA-256 in hex, null for a file that went meanwhile. */
async function hashOf(storage: Storage, key: string): Promise<string | null> {
  const hash = createHash("sha256");
  try {
    await pipeline(await storage.openRead(key), hash);
  } catch (error) {
    if (isTraxError(error) && error.code === "STORAGE_MISSING") return null;
    throw error;
  }
  return hash.digest("hex");
}
