"use client";

import { formatSize } from "@/app/_format/format-size";
import { When } from "@/app/_format/when";
import type { SystemStatus } from "@/server/workers/schema";
import { Fact, Facts } from "./facts";

/** When the next backup is made, and which one is known to be whole. */
export function BackupFacts({ backups }: { backups: SystemStatus["backups"] }) {
  const { hour, folder, lastVerified } = backups;
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
    </Facts>
  );
}
