import { readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";

/** One process of the server that serves somebody else. @returns false when there is none, or it could not be asked */
export async function hitBackend(pool: pg.Pool, how: "kill" | "terminate"): Promise<boolean> {
  try {
    const { rows } = await pool.query<{ pid: number }>(`
      select pid from pg_stat_activity where backend_type = 'client backend' and datname = current_database()
        and pid <> pg_backend_pid() order by state = 'active' desc, random() limit 1`);
    const pid = rows[0]?.pid;
    if (pid === undefined) return false;
    if (how === "terminate") await pool.query("select pg_terminate_backend($1)", [pid]);
    else process.kill(pid, "SIGKILL");
    return true;
  } catch {
    return false;
  }
}

/** Kills the server's first process; whoever looks after it starts it again. Waits until it answers. */
export async function killDatabase(pool: pg.Pool, dataDir: string): Promise<void> {
  const pid = Number((await readFile(path.join(dataDir, "postmaster.pid"), "utf8")).split("\n")[0]);
  process.kill(pid, "SIGKILL");
  await delay(100);
  await askPatiently(() => pool.query("select 1"));
}

/** Asks until there is an answer, for a minute. */
export async function askPatiently<T>(ask: () => Promise<T>): Promise<T> {
  const until = Date.now() + 60_000;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (Date.now() > until) throw error;
      await delay(100);
    }
  }
}
