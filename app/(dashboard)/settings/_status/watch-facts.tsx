"use client";

import { When } from "@/app/_format/when";
import type { SystemStatus } from "@/server/workers/schema";
import { Fact, Facts } from "./facts";

/** Which folder is watched, when somebody looked, and what is not taken and why. */
export function WatchFacts({ watch }: { watch: NonNullable<SystemStatus["watch"]> }) {
  const { folder, checkedAt, failure, waiting, lastTakenAt, problems, problemCount } = watch;
  return (
    <Facts title="Watched folder">
      <Fact name="Folder">
        <span className="break-all">{folder}</span>
      </Fact>
      <Fact name="Looked at">
        {failure !== null ? (
          <span className="text-danger">{failure}</span>
        ) : checkedAt ? (
          <>
            <When at={checkedAt} />
            {lastTakenAt && (
              <>
                ; a recording was last taken <When at={lastTakenAt} />
              </>
            )}
          </>
        ) : (
          "Not yet by a worker of this machine"
        )}
      </Fact>
      <Fact name="Waiting">{waiting === 0 ? "Nothing" : describeWaiting(waiting)}</Fact>
      {problemCount > 0 && (
        <Fact name="Not taken">
          <ul className="flex flex-col gap-1">
            {problems.map(({ name, sentence }) => (
              <li key={name} className="break-words">
                <bdi className="font-medium">{name}</bdi>: <span className="text-danger">{sentence}</span>
              </li>
            ))}
            {problemCount > problems.length && <li>And {problemCount - problems.length} more.</li>}
          </ul>
        </Fact>
      )}
    </Facts>
  );
}

function describeWaiting(waiting: number): string {
  return waiting === 1 ? "1 file, until it stands still" : `${waiting} files, until they stand still`;
}
