import { spawnSync } from "node:child_process";
import { chmod, copyFile, cp, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import pg from "pg";
import { createBatch } from "@/server/batches/service";
import { prepareQueue } from "@/server/jobs/queue";
import { completeUpload } from "@/server/media/service";
import { startEmbeddedPostgres } from "@/server/operations/embedded-postgres";
import { migrate } from "@/server/operations/migrate";
import { closeDatabase, getDatabase } from "@/server/platform/db";
import { findSwiftProblem, startSwiftServer } from "@/server/testing/swift-server";
import { findProgress, judge, startAudit, type Verdict } from "./audit";
import { cutRecordings } from "./cut-recordings";
import { createNetwork, type Host } from "./network";
import { startWorkerHost } from "./worker-host";

/** `npm run test:cluster [-- --files N --json --production]`: three workers on three hosts, one database and one S3
 * server carry a batch; in the middle of it one host is cut off, and later reconnected. Every file has to end
 * exactly once. */

const OWNER = 1;
const HOSTS = 3;
const HEARTBEAT_MS = 1_000;
/** Longer than a silent worker keeps its claims. */
const CUT_OFF_MS = 10_000;
const WORK_MS = 300_000;
/** A connection whose other end was cut off is given up by the system in its own time. */
const RETURN_MS = 120_000;
const migrationsDir = fileURLToPath(new URL("../../prisma/migrations", import.meta.url));

interface Summary extends Verdict {
  files: number;
  hosts: number;
  /** Steps that the cut-off host had in hand. */
  inHand: number;
  /** From the cut to the last file. */
  seconds: number;
  /** From the reconnection to the first heartbeat; null when none came. */
  returnedAfterSeconds: number | null;
  /** Steps that the host completed after it was reconnected. */
  completedAfterReturn: number;
}

const { values } = parseArgs({
  options: {
    files: { type: "string", default: "60" },
    json: { type: "boolean", default: false },
    production: { type: "boolean", default: false },
  },
});
const undo: (() => Promise<unknown>)[] = [];
const say = (line: string) => values.json || console.log(line);

function findProblem(): string | null {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return "it needs root on Linux";
  if (spawnSync("ip", ["-V"]).status !== 0) return "there is no program ip here (package iproute2)";
  if (spawnSync("ip", ["netns", "list"]).status !== 0) return "this kernel has no network namespaces";
  if (spawnSync("ffmpeg", ["-version"]).status !== 0) return "there is no ffmpeg here";
  return findSwiftProblem();
}

/** What all hosts share. */
async function startServers(folder: string, address: string): Promise<Record<string, string>> {
  const rules = path.join(folder, "pg_hba.conf");
  await writeFile(
    rules,
    `host all all 127.0.0.1/32 scram-sha-256\nhost all all ${address}/24 scram-sha-256\n`,
  );
  await chmod(rules, 0o644);
  const [database, swift] = await Promise.all([
    startEmbeddedPostgres({
      dataDir: path.join(folder, "postgres"),
      alsoListenOn: address,
      settings: { hba_file: rules },
      log: () => {},
    }).then((server) => {
      undo.push(() => server.stop());
      return server;
    }),
    startSwiftServer({ host: address }).then((server) => {
      undo.push(() => server.stop());
      return server;
    }),
  ]);
  const url = new URL(database.connectionString);
  url.hostname = address;
  return {
    DATABASE_URL: url.toString(),
    TRAX_S3_BUCKET: swift.settings.bucket,
    TRAX_S3_ENDPOINT: swift.settings.endpoint ?? "",
    TRAX_S3_ACCESS_KEY_ID: swift.settings.accessKeyId ?? "",
    TRAX_S3_SECRET_ACCESS_KEY: swift.settings.secretAccessKey ?? "",
    TRAX_ENGINE: "moonshine-tiny",
    TRAX_HEARTBEAT_MS: String(HEARTBEAT_MS),
    TRAX_CPU_LIMIT_PERCENT: "50",
  };
}

/** One after the other, so that each can be told by the row it adds. Returns the ids of the workers. */
async function startHosts(
  hosts: Host[],
  folder: string,
  env: Record<string, string>,
  client: pg.Client,
): Promise<string[]> {
  const ids: string[] = [];
  for (const [index, host] of hosts.entries()) {
    const home = path.join(folder, `home-${index}`);
    if (index > 0)
      await cp(path.join(folder, "home-0/models"), path.join(home, "models"), { recursive: true });
    const worker = await startWorkerHost(host, { home, env, bundled: values.production });
    undo.push(() => worker.stop());
    const { rows } = await client.query("select id::text from workers where not id::text = any($1)", [ids]);
    ids.push(String(rows[0]?.id));
    say(`${host.name} (${host.address}): worker ready`);
  }
  return ids;
}

async function submit(files: string[]): Promise<string> {
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  const { batchId, sources } = await createBatch(OWNER, {
    files: files.map((file, index) => ({ fileName: path.basename(file), sizeBytes: sizes[index] ?? 0 })),
  });
  for (const { sourceIndex, mediaFileId } of sources) {
    const upload = `${files[sourceIndex]}.upload`;
    await copyFile(files[sourceIndex] ?? "", upload);
    await completeUpload(OWNER, mediaFileId, upload, sizes[sourceIndex] ?? 0);
  }
  return batchId;
}

async function waitFor<T>(what: string, ms: number, look: () => Promise<T | null | false>): Promise<T> {
  const deadline = Date.now() + ms;
  for (;;) {
    const seen = await look();
    if (seen !== null && seen !== false) return seen;
    if (Date.now() > deadline) throw new Error(`${what} did not happen within ${ms / 1000} s`);
    await delay(100);
  }
}

async function prove(count: number): Promise<Summary> {
  const folder = await mkdtemp(path.join(tmpdir(), "trax-cluster-"));
  undo.push(() => rm(folder, { recursive: true, force: true }));
  // PostgreSQL runs as an account of its own and has to get through.
  await chmod(folder, 0o755);
  const network = await createNetwork(HOSTS);
  undo.push(() => network.remove());
  const env = await startServers(folder, network.address);
  const connectionString = env.DATABASE_URL ?? "";
  await migrate({ connectionString, migrationsDir });
  Object.assign(process.env, env, { TRAX_HOME: path.join(folder, "home-web"), TRAX_LOG_LEVEL: "warn" });
  const database = getDatabase();
  undo.push(() => closeDatabase(database));
  await prepareQueue(database.pool);
  const client = new pg.Client({ connectionString });
  await client.connect();
  undo.push(() => client.end());
  await startAudit(client);

  const files = await cutRecordings(path.join(folder, "pieces"), count);
  const ids = await startHosts(network.hosts, folder, env, client);
  const [victim, victimId] = [network.hosts[1], ids[1]];
  if (!victim || !victimId) throw new Error("there are too few hosts");
  const batchId = await submit(files);
  const progress = () => findProgress(client, batchId, victimId);

  const atCut = await waitFor("the middle of the batch", WORK_MS, async () => {
    const now = await progress();
    if (now.open === 0) throw new Error("the batch ended before a host could be cut off: give more --files");
    return now.ended >= count / 4 && now.inHand > 0 && now;
  });
  await victim.cutOff();
  const cutAt = Date.now();
  say(
    `${victim.name} is cut off with ${atCut.inHand} steps in hand, ${atCut.ended} of ${count} files are done`,
  );
  await delay(CUT_OFF_MS);
  await victim.reconnect();
  const reconnectedAt = new Date();
  say(`${victim.name} is reconnected, ${(await progress()).ended} of ${count} files are done`);

  await waitFor("the end of the batch", WORK_MS, async () => (await progress()).open === 0).catch((error) =>
    say(String(error)),
  );
  const seconds = (Date.now() - cutAt) / 1000;
  const returnedAt = await waitFor("the return of the host", RETURN_MS, async () => {
    const { rows } = await client.query(
      "select max(heartbeat_at) as at from workers where (id = $1 or not id::text = any($2)) and heartbeat_at > $3",
      [victimId, ids, reconnectedAt],
    );
    return rows[0]?.at ? Date.now() : null;
  }).catch(() => null);
  // What it still had in hand may end now, and must change nothing.
  await delay(3 * HEARTBEAT_MS);
  const { rows } = await client.query(
    "select count(*)::int as count from cluster_audit where worker = $1 and new_status = 'completed' and at > $2",
    [victimId, reconnectedAt],
  );
  return {
    files: count,
    hosts: HOSTS,
    ...(await judge(client, batchId)),
    inHand: atCut.inHand,
    seconds: Math.round(seconds),
    returnedAfterSeconds: returnedAt && Math.round((returnedAt - reconnectedAt.getTime()) / 1000),
    completedAfterReturn: rows[0]?.count ?? 0,
  };
}

async function cleanUp(): Promise<void> {
  for (const step of undo.splice(0).reverse()) {
    await step().catch((error: unknown) => console.error(`not cleaned up: ${String(error)}`));
  }
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void cleanUp().finally(() => process.exit(130)));
}
const problem = findProblem();
if (problem) {
  console.log(values.json ? JSON.stringify({ skipped: problem }) : `skipped: ${problem}.`);
} else {
  try {
    const summary = await prove(Number(values.files));
    console.log(JSON.stringify(summary));
    const once = summary.ended === summary.files && summary.lost + summary.double + summary.stale === 0;
    if (!once || summary.returnedAfterSeconds === null) process.exitCode = 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  } finally {
    await cleanUp();
  }
}
