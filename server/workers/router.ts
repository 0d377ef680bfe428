import { ownerProcedure, router } from "@/server/api/trpc";
import { getSystemStatus } from "./data";
import { systemStatus } from "./schema";

export const workersRouter = router({
  status: ownerProcedure
    .meta({ summary: "This installation: version, database, workers, engines, media tools, settings." })
    .output(systemStatus)
    .query(() => getSystemStatus()),
});
