import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { ensureBuild } from "@/bin/build";
import { findPort } from "@/bin/supervisor/find-port";
import { type Child, startChild } from "./child";

const PATIENCE_MS = 30_000;
const root = fileURLToPath(new URL("../..", import.meta.url));

export interface WebProcess {
  kill(): void;
  /** Whether it says that it is well, within half a minute. */
  isHealthy(): Promise<boolean>;
  stop(): Promise<void>;
}

/** The product's web process, from its production build, started again whenever it ends. */
export async function startWebProcess(env: Record<string, string>, logsFolder: string): Promise<WebProcess> {
  await ensureBuild();
  const port = await findPort("127.0.0.1", 0, 0);
  let stopping = false;
  const start = (): Child => {
    const child = startChild({
      name: "web",
      file: path.join(root, "dist/web.js"),
      env: { ...env, PORT: String(port) },
      logsFolder,
    });
    void child.exited.then(() => {
      if (!stopping) current = start();
    });
    return child;
  };
  let current = start();
  await current.ready;
  return {
    kill: () => void current.process.kill("SIGKILL"),
    async isHealthy() {
      const until = Date.now() + PATIENCE_MS;
      while (Date.now() < until) {
        const answer = await fetch(`http://127.0.0.1:${port}/api/health`).catch(() => null);
        if (answer?.status === 200) return true;
        await delay(200);
      }
      return false;
    },
    async stop() {
      stopping = true;
      current.process.kill("SIGKILL");
      await current.exited;
    },
  };
}
