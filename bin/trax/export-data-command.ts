import { exportData } from "@/server/operations/export-data";
import { callerPath } from "./caller-path";
import { exitCodes } from "./exit-codes";
import { plain, printJson, printLine } from "./print";
import { runCommand } from "./run-command";

/** @returns the exit code: failed where a recording was missing */
export function exportDataCommand(options: { folder: string; json: boolean }): Promise<number> {
  return runCommand(async ({ ownerId, say }) => {
    const folder = callerPath(options.folder);
    const exported = await exportData(ownerId, { folder, onProgress: (line) => say(plain(line)) });
    const { recordings, transcripts, missing } = exported;
    for (const fileName of missing) say(`${plain(fileName)}: the recording is not in the store.`);
    if (options.json) printJson({ path: folder, ...exported });
    else printLine(`${folder}: ${recordings} recordings and ${transcripts} transcripts.`);
    return missing.length === 0 ? exitCodes.ok : exitCodes.failed;
  });
}
