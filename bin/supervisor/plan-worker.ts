import { randomUUID } from "node:crypto";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { homeFolders } from "@/server/platform/storage";
import type { ChildPlan } from "./supervise";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** What a step of a long recording leaves behind is collected before memory has grown to twice what is in use: of 100,000
 * words that are enhanced it makes the difference between 500 and 700 MB. */
const workerMemoryFlags = ["--heap-growing-percent=30"];

/** Every start of the worker has an id of its own and is told the one before: what that one had in hand is free at
 * once, without waiting for its heartbeat to grow old.
 * @param bundled run the production bundle, which the caller has made; else the sources */
export function planWorker({ bundled, env }: { bundled: boolean; env: NodeJS.ProcessEnv }): ChildPlan {
  let last: string | undefined;
  return {
    name: "worker",
    command: process.execPath,
    args: bundled
      ? ["--enable-source-maps", ...workerMemoryFlags, path.join(root, "dist/worker.js")]
      : ["--import", "tsx", path.join(root, "bin/worker.ts")],
    env: () => {
      const predecessor = last;
      last = randomUUID();
      return {
        ...env,
        TRAX_WORKER_ID: last,
        ...(predecessor ? { TRAX_WORKER_PREDECESSOR: predecessor } : {}),
      };
    },
    cwd: root,
    logsFolder: homeFolders.logs(),
  };
}
