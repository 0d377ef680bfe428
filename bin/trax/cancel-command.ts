import { cancelBatch, cancelSource } from "@/server/batches/service";
import { exitCodes } from "./exit-codes";
import { getTarget, listTargetSources } from "./find-target";
import { plain, printJson } from "./print";
import { runCommand } from "./run-command";

export function cancelCommand(options: { ids: string[]; json: boolean }): Promise<number> {
  return runCommand(async ({ ownerId, say }) => {
    const targets = [];
    for (const id of options.ids) targets.push({ id, target: await getTarget(ownerId, id) });
    for (const { id, target } of targets) {
      let moved = 0;
      if (target.kind === "batch") moved = await cancelBatch(ownerId, target);
      else {
        for (const source of await listTargetSources(ownerId, target))
          moved += await cancelSource(ownerId, source);
      }
      if (options.json) printJson({ ...target, cancelledSteps: moved });
      else say(`${plain(id)}: ${moved > 0 ? "cancelled." : "nothing was left to cancel."}`);
    }
    return exitCodes.ok;
  });
}
