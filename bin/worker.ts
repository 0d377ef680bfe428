import { fileURLToPath } from "node:url";
import { startWorker } from "@/worker/main";
import { serveAsChild } from "./supervisor/serve-as-child";

process.title = "trax worker";

/** Bundled, the engine's child is a bundle beside this one; in development it is TypeScript, run by tsx. */
const bundled = import.meta.url.endsWith("/dist/worker.js");
const engineChild = bundled
  ? { path: fileURLToPath(new URL("./engine-child.js", import.meta.url)), execArgv: [] }
  : {
      path: fileURLToPath(new URL("../worker/engines/engine-child.ts", import.meta.url)),
      execArgv: ["--import", "tsx"],
    };

serveAsChild(() => startWorker({ engineChild }));
