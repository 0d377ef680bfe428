import { ownerProcedure, router } from "@/server/api/trpc";
import { getSystemStatus, listWorkers } from "./data";
import { systemStatus, workerListOutput } from "./schema";

export const workersRouter = router({
  status: ownerProcedure
    .meta({ summary: "This installation: version, database, workers, engines, media tools, settings." })
    .output(systemStatus)
    .query(() => getSystemStatus()),
  list: ownerProcedure
    .meta({ summary: "Workers of the last day: where they run, how they stand, what they work on." })
    .output(workerListOutput)
    .query(async ({ ctx }) => ({ workers: await listWorkers(ctx.ownerId) })),
});
