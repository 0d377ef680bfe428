"use client";

import { formatSize } from "@/app/_format/format-size";
import { When } from "@/app/_format/when";
import type { SystemStatus } from "@/server/workers/schema";
import { Fact, Facts } from "./facts";

/** When the next backup is made, and which one is known to be whole. */
export function BackupFacts({ backups }: { backups: SystemStatus["backups"] }) {
  const { hour, folder, lastVerified, archive } = backups;
  return (
    <Facts title="Backups">
      <Fact name="Every night">
        {hour === null
          ? "Switched off by TRAX_BACKUP_HOUR"
          : `At ${hour} o’clock, of the database and all files, into ${folder}. All of a week are kept, then one a week for four weeks and one a month for six months.`}
      </Fact>
      <Fact name="Last one proved">
        {lastVerified ? (
          <>
            <When at={lastVerified.createdAt} />, {formatSize(lastVerified.bytes)}
          </>
        ) : (
          "None yet: the first is made the night after the first start. npm run trax -- backup makes one now."
        )}
      </Fact>
      <Fact name="Any minute">
        {archive === null ? (
          "The log of the database is not archived: TRAX_WAL_ARCHIVE switches it on for the embedded one"
        ) : archive.failingSince ? (
          <span className="text-danger">
            The log of the database cannot be written into {archive.folder} since{" "}
            <When at={archive.failingSince} />. It is kept until it can; see that there is room.
          </span>
        ) : (
          <>
            The log of the database goes into {archive.folder}
            {archive.lastArchivedAt && (
              <>
                , last <When at={archive.lastArchivedAt} />
              </>
            )}
          </>
        )}
      </Fact>
    </Facts>
  );
}
