import { TraxError } from "@/server/platform/errors";
import type { Storage } from "@/server/platform/storage";
import type { CheckName, Finding } from "../verify/finding";
import { verifySystem } from "../verify/verify-system";
import type { BackupManifest } from "./backup-manifest";

interface CheckRestoredOptions {
  /** The database that the backup was loaded into. */
  connectionString: string;
  migrationsDir: string;
  storage: Storage;
  manifest: BackupManifest;
  onProgress?: (line: string) => void;
}

/** Looks whether what a backup became is whole, before it takes the place of what is there. A backup holds what was
 * there, damage included: what only it can have brought (a wrong JSON value, a counter, a file that was missing already)
 * keeps nobody from going back to it, and is left to `repair`. Checksums of files were compared when they were restored.
 * @returns how many findings came with the backup
 * @throws RESTORE_UNSOUND for what the restore itself got wrong */
export async function checkRestored(options: CheckRestoredOptions): Promise<number> {
  const { manifest, onProgress, ...given } = options;
  const files = new Set(manifest.files.map(({ key }) => key));
  const own: string[] = [];
  let brought = 0;
  onProgress?.("checking what came out");
  await verifySystem({
    ...given,
    isQuick: true,
    // Nobody is at work.
    graceMs: 0,
    visit: (check, finding) => {
      if (finding.isNote) return;
      if (!isOfRestore(check, finding, files)) brought += 1;
      else if (own.length < 3) own.push(`${finding.subject} ${finding.detail}`);
    },
  });
  if (own.length > 0) throw new TraxError("RESTORE_UNSOUND", { what: own.join("; ") });
  return brought;
}

const madeAnew = new Set<CheckName>(["schema", "constraints", "indexes", "search"]);

function isOfRestore(check: CheckName, finding: Finding, files: ReadonlySet<string>): boolean {
  // Sequences stand where they stood.
  if (finding.kind === "number-taken") return false;
  if (madeAnew.has(check)) return true;
  return check === "files" && /^(?:derived-)?file-missing$/.test(finding.kind) && files.has(finding.subject);
}
