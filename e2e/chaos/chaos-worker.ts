import { serveAsChild } from "@/bin/supervisor/serve-as-child";
import { startWorker } from "@/worker/main";
import { preprocess, transcribe } from "./synthetic-steps";

/** The product's worker process, whole, with steps of the harness. */

process.title = "trax chaos worker";

serveAsChild(() =>
  startWorker({
    engineChild: { path: "/nowhere", execArgv: [] },
    steps: { preprocess, transcribe },
    prepareEngines: false,
  }),
);
