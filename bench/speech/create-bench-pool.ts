import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { createEnginePool, type EnginePool } from "../../worker/engines/engine-pool";

export const modelsDir = fileURLToPath(new URL("../../node_modules/.cache/trax-models", import.meta.url));

/** Children as the worker has them, out of the sources, with the models that were built at the install.
 * @param threads of each child; the worker's have one */
export function createBenchPool(slots: number, threads: 1 | 2 = 1): EnginePool {
  const entry = threads === 1 ? "../../worker/engines/engine-child.ts" : "../speed/two-thread-child.ts";
  return createEnginePool({
    slots,
    modelsDir,
    childEntry: {
      path: fileURLToPath(new URL(entry, import.meta.url)),
      execArgv: ["--import", pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href],
    },
  });
}
