import { batchesRouter } from "@/server/batches/router";
import { collectionsRouter } from "@/server/collections/router";
import { enhancementRouter } from "@/server/enhancement/router";
import { exportsRouter } from "@/server/exports/router";
import { feedsRouter } from "@/server/feeds/router";
import { importsRouter } from "@/server/imports/router";
import { modelsRouter } from "@/server/models/router";
import { qualityRouter } from "@/server/quality/router";
import { queueRouter } from "@/server/queue/router";
import { searchRouter } from "@/server/search/router";
import { speakersRouter } from "@/server/speakers/router";
import { submissionsRouter } from "@/server/submissions/router";
import { summariesRouter } from "@/server/summaries/router";
import { transcriptsRouter } from "@/server/transcripts/router";
import { vocabularyRouter } from "@/server/vocabulary/router";
import { workersRouter } from "@/server/workers/router";
import { liveRouter } from "./live-router";
import { router } from "./trpc";

export const appRouter = router({
  batches: batchesRouter,
  submissions: submissionsRouter,
  feeds: feedsRouter,
  models: modelsRouter,
  quality: qualityRouter,
  queue: queueRouter,
  transcripts: transcriptsRouter,
  collections: collectionsRouter,
  search: searchRouter,
  speakers: speakersRouter,
  enhancement: enhancementRouter,
  summaries: summariesRouter,
  exports: exportsRouter,
  imports: importsRouter,
  vocabulary: vocabularyRouter,
  workers: workersRouter,
  live: liveRouter,
});

export type AppRouter = typeof appRouter;
