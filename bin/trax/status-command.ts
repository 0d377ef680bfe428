import { serializeBytes } from "@/server/platform/storage/require-free-space";
import { getQueue } from "@/server/queue/data";
import { getDiskUse } from "@/server/transcripts/data";
import { getSystemStatus } from "@/server/workers/data";
import { exitCodes } from "./exit-codes";
import { printJson, printLine, serializeMinute } from "./print";
import { runCommand } from "./run-command";

export function statusCommand(options: { json: boolean }): Promise<number> {
  return runCommand(async ({ ownerId, isHost }) => {
    const [system, queue, disk] = await Promise.all([getSystemStatus(), getQueue(ownerId), getDiskUse()]);
    const workers = system.workers.filter(({ alive }) => alive && !isHost);
    if (options.json) {
      const { version, home, database, engines } = system;
      printJson({ running: !isHost, version, home, database, queue, workers, disk, engines });
      return exitCodes.ok;
    }
    printLine(`Trax ${system.version} in ${system.home}${isHost ? ", not running" : ""}`);
    const { pending, running, retrying, failed, paused } = queue;
    printLine(
      `Queue:   ${pending} waiting, ${running} running, ${retrying} to be tried again, ${failed} failed${paused ? "; paused" : ""}`,
    );
    for (const worker of workers) {
      printLine(
        `Worker:  ${worker.host}, process ${worker.pid}, ${worker.slots} at once, since ${serializeMinute(worker.startedAt)}`,
      );
    }
    if (workers.length === 0) printLine(`Worker:  none${isHost ? "; npm start brings one" : ""}`);
    printLine(
      `Disk:    recordings ${serializeBytes(disk.sourcesBytes)}, prepared sound ${serializeBytes(disk.derivedBytes)}, downloads ${serializeBytes(disk.exportsBytes)}, unfinished ${serializeBytes(disk.uploadsBytes)}; ${serializeBytes(disk.freeBytes)} free`,
    );
    return exitCodes.ok;
  });
}
