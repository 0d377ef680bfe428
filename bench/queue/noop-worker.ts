import { serveAsChild } from "@/bin/supervisor/serve-as-child";
import { startWorker } from "@/worker/main";
import type { Step } from "@/worker/step";

/** The product's worker process with steps that do nothing. */

process.title = "trax bench worker";

const nothing: Step = async () => ({ resultData: {} });

serveAsChild(() =>
  startWorker({
    engineChild: { path: "/nowhere", execArgv: [] },
    steps: { preprocess: nothing, transcribe: nothing },
    prepareEngines: false,
    concurrency: Number(process.env.TRAX_TEST_CONCURRENCY),
  }),
);
