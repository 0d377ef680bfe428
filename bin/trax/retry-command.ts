import { retrySource } from "@/server/batches/service";
import { getTarget, listTargetSources } from "./find-target";
import type { FollowedSource } from "./follow-sources";
import { reportSources } from "./report-sources";
import { runCommand } from "./run-command";

export function retryCommand(options: { ids: string[]; json: boolean }): Promise<number> {
  return runCommand(async (context) => {
    const { ownerId, say } = context;
    const reopened: FollowedSource[] = [];
    for (const id of options.ids) {
      for (const source of await listTargetSources(ownerId, await getTarget(ownerId, id))) {
        if ((await retrySource(ownerId, source)) > 0) reopened.push(source);
      }
    }
    if (reopened.length === 0) say("Nothing had failed or was cancelled.");
    return reportSources(context, reopened, { json: options.json, writer: null });
  });
}
