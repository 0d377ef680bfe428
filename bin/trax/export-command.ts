import { listSources } from "@/server/batches/data";
import { exitCodes } from "./exit-codes";
import { getTarget } from "./find-target";
import { plain } from "./print";
import { runCommand } from "./run-command";
import { createResultWriter, type FinishedSource, type ResultOptions } from "./write-result";

export function exportCommand(options: ResultOptions & { id: string; machine: boolean }): Promise<number> {
  return runCommand(async ({ ownerId, say }) => {
    const target = await getTarget(ownerId, options.id);
    const writer = await createResultWriter(ownerId, options);
    const from = options.machine ? "machine" : "edited";
    if (target.kind === "transcript") {
      await writer.write({ batchId: null, documentId: target.documentId, fileName: null }, from);
      return exitCodes.ok;
    }
    let code: number = exitCodes.ok;
    for (const source of await listSources(ownerId, { batchIds: [target.batchId] })) {
      if (source.stage === "processed" && source.documentId) {
        await writer.write(source as FinishedSource, from);
      } else {
        code = exitCodes.failed;
        say(`${plain(source.fileName)}: there is no text yet; its work is ${source.stage}.`);
      }
    }
    return code;
  });
}
