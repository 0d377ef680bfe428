import { setTimeout as delay } from "node:timers/promises";
import { isTraxError } from "@/server/platform/errors";
import { storageKeys } from "@/server/platform/storage";
import type { CheckContext } from "./check-context";

const KEYS_A_PAGE = 500;
/** Candidates in memory; with more than that some are confirmed before all are known. */
const MAX_CANDIDATES = 10_000;

interface StoredFile {
  key: string;
  sizeBytes: number;
}

/** Files of the store that no row owns. Uploads that are not whole lie elsewhere and are not looked at. A file may be
 * there a moment before its row, so a candidate counts only when no row owns it a while later either.
 * @returns how many files there are */
export async function checkOrphans(context: CheckContext): Promise<number> {
  const { storage, graceMs } = context;
  let files = 0;
  let candidates: StoredFile[] = [];
  let page: StoredFile[] = [];
  const look = async () => {
    candidates.push(...(await listUnowned(context, page)));
    page = [];
    if (candidates.length >= MAX_CANDIDATES) await confirm();
  };
  const confirm = async () => {
    if (candidates.length > 0) await delay(graceMs);
    for (let start = 0; start < candidates.length; start += KEYS_A_PAGE) {
      for (const file of await listUnowned(context, candidates.slice(start, start + KEYS_A_PAGE))) {
        const size = await storage.findSize(file.key).catch((error: unknown) => {
          if (isTraxError(error) && error.code === "STORAGE_KEY_INVALID") return undefined;
          throw error;
        });
        if (size !== null) reportOrphan(context, file, size === undefined);
      }
    }
    candidates = [];
  };
  for (const prefix of [storageKeys.sources, storageKeys.derived, storageKeys.exports]) {
    for await (const file of storage.listFiles(prefix)) {
      files += 1;
      page.push({ key: file.key, sizeBytes: file.sizeBytes });
      if (page.length >= KEYS_A_PAGE) await look();
    }
  }
  await look();
  await confirm();
  return files;
}

/** @param isForeign its name is none that Trax gives, so the store cannot move it */
function reportOrphan({ report }: CheckContext, { key, sizeBytes }: StoredFile, isForeign: boolean): void {
  const reason = "no row owns it";
  const finding = { kind: "file-orphaned", subject: key, detail: `(${sizeBytes} bytes): ${reason}` };
  if (isForeign) {
    report({ ...finding, wayOut: "Trax gives no such name: move the file out of the store by hand." });
    return;
  }
  const mend = { type: "set-aside", id: `set-aside ${key}`, label: "move it to lost-and-found" } as const;
  report({ ...finding, mend: { ...mend, key, sizeBytes, reason } });
}

async function listUnowned({ present }: CheckContext, files: StoredFile[]): Promise<StoredFile[]> {
  if (files.length === 0) return [];
  const keys = files.map(({ key }) => key);
  const ids = [...new Set(keys.map(mediaIdOf).filter((id) => id !== null))];
  const { rows: named } = await present.query<{ key: string }>(
    `SELECT file_path AS key FROM media_files WHERE file_path = ANY ($1)
     UNION SELECT file_path FROM exports WHERE file_path = ANY ($1)`,
    [keys],
  );
  const { rows: media } = await present.query<{ id: string; info: string; claims: string[] }>(
    `SELECT id::text, coalesce(format_info::text, '') AS info, array(
       SELECT claim_token::text FROM batch_items WHERE media_file_id = m.id AND claim_token IS NOT NULL
       UNION ALL SELECT claim_token::text FROM v2_processing_jobs WHERE media_file_id = m.id AND claim_token IS NOT NULL
       UNION ALL SELECT 'pass-' || id FROM v2_processing_jobs WHERE media_file_id = m.id AND job_type = 'pass'
         AND status <> 'cancelled'
     ) AS claims FROM media_files m WHERE id = ANY ($1::uuid[])`,
    [ids],
  );
  const owned = new Set(named.map(({ key }) => key));
  const mediaById = new Map(media.map((row) => [row.id, row]));
  return files.filter(({ key }) => {
    if (owned.has(key)) return false;
    const row = mediaById.get(mediaIdOf(key) ?? "");
    if (!row) return true;
    // Of a recording that is there everything is its own, but not the folder of a run that was overtaken.
    const [prefix, , claim = ""] = key.split("/");
    if (prefix !== storageKeys.derived) return false;
    return !row.claims.includes(claim) && !row.info.includes(`"${storageKeys.claim(row.id, claim)}/`);
  });
}

/** The recording that a key is below. */
function mediaIdOf(key: string): string | null {
  const [prefix, id = ""] = key.split("/");
  if (prefix !== storageKeys.sources && prefix !== storageKeys.derived) return null;
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) ? id : null;
}
