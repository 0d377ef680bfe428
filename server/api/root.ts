import { batchesRouter } from "@/server/batches/router";
import { exportsRouter } from "@/server/exports/router";
import { queueRouter } from "@/server/queue/router";
import { searchRouter } from "@/server/search/router";
import { submissionsRouter } from "@/server/submissions/router";
import { transcriptsRouter } from "@/server/transcripts/router";
import { workersRouter } from "@/server/workers/router";
import { liveRouter } from "./live-router";
import { router } from "./trpc";

export const appRouter = router({
  batches: batchesRouter,
  submissions: submissionsRouter,
  queue: queueRouter,
  transcripts: transcriptsRouter,
  search: searchRouter,
  exports: exportsRouter,
  workers: workersRouter,
  live: liveRouter,
});

export type AppRouter = typeof appRouter;
