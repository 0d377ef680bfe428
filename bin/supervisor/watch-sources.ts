import { watch } from "node:fs";
import path from "node:path";

const SETTLE_MS = 300;

/** For development: calls back when a source file of the server side changed. Pages reload by themselves. Returns
 * the end of it. */
export function watchSources(root: string, onChange: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const watchers = ["core", "server", "worker", "bin"].map((folder) =>
    watch(path.join(root, folder), { recursive: true }, (_, file) => {
      if (!file?.endsWith(".ts") || file.endsWith(".test.ts")) return;
      clearTimeout(timer);
      timer = setTimeout(onChange, SETTLE_MS);
    }),
  );
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}
