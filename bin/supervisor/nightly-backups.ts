import { spawn } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { isBackupDue } from "@/server/operations/backup/backup-schedule";
import { readBackupRecord } from "@/server/platform/backup-record";

const root = fileURLToPath(new URL("../..", import.meta.url));
const LOOK_EVERY_MS = 5 * 60_000;

interface NightlyOptions {
  hour: number;
  env: NodeJS.ProcessEnv;
  log: (line: string) => void;
}

/** Looks every few minutes whether a backup is due, and has it made by a process of its own.
 * @returns what ends it, with a backup that is under way: it claims to be nothing until it is whole */
export function scheduleNightlyBackups({ hour, env, log }: NightlyOptions): { stop: () => Promise<void> } {
  const startedAt = new Date();
  let running: { end: () => void; ended: Promise<void> } | null = null;

  async function look(): Promise<void> {
    if (running) return;
    const { lastTryAt } = await readBackupRecord();
    const last = lastTryAt ? new Date(lastTryAt) : null;
    if (running || !isBackupDue({ now: new Date(), hour, lastTryAt: last, startedAt })) return;
    running = start();
    await running.ended;
    running = null;
  }

  function start() {
    const child = spawn(
      process.execPath,
      ["--import", "tsx", path.join(root, "bin/trax.ts"), "backup", "--nightly"],
      { cwd: root, env, stdio: ["ignore", "ignore", "pipe"] },
    );
    let said = "";
    child.stderr.on("data", (part: Buffer) => {
      said = `${said}${part}`.slice(-2_000);
    });
    const ended = new Promise<void>((resolve) => {
      child.once("error", () => resolve());
      child.once("close", (code) => {
        if (code !== 0 && code !== null) log(`The nightly backup failed: ${said.trim().split("\n").at(-1)}`);
        resolve();
      });
    });
    return { end: () => child.kill("SIGKILL"), ended };
  }

  const timer = setInterval(() => void look().catch(() => {}), LOOK_EVERY_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      running?.end();
      await running?.ended;
    },
  };
}
