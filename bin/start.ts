import path from "node:path";
import { fileURLToPath } from "node:url";
import { getSettings, type Settings } from "@/server/platform/env";
import { isRetryable, isTraxError, TraxError } from "@/server/platform/errors";
import { getStorage, homeFolders } from "@/server/platform/storage";
import { ensureBuild, ensureClient } from "./build";
import { findPort } from "./supervisor/find-port";
import { lockHome } from "./supervisor/home-lock";
import { scheduleNightlyBackups } from "./supervisor/nightly-backups";
import { findJoinUrl, type OpenDatabase, openDatabase } from "./supervisor/open-database";
import { planWorker } from "./supervisor/plan-worker";
import { prepareDatabase } from "./supervisor/prepare-database";
import { type ChildPlan, type SupervisedChild, superviseChild } from "./supervisor/supervise";
import { watchSources } from "./supervisor/watch-sources";

process.title = "trax";
const root = fileURLToPath(new URL("..", import.meta.url));
/** Processes of a run that was killed let go of their port within this. */
const PORT_PATIENCE_MS = 15_000;

interface Options {
  dev: boolean;
  only: "web" | "worker" | null;
}

interface Running {
  stop(): Promise<void>;
}

async function start(options: Options): Promise<Running> {
  const settings = getSettings();
  const undo: (() => Promise<void> | void)[] = [];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const lock = options.only ? null : await lockHome(settings.TRAX_HOME);
    if (lock) undo.push(() => lock.release());
    const port =
      options.only === "worker"
        ? 0
        : await findPort(settings.TRAX_HOST, settings.PORT, lock?.wasStale ? PORT_PATIENCE_MS : 0);
    await prepareCode(options);
    await verifyStorage();
    const database = lock
      ? await openDatabase(settings, () => stop().finally(() => process.exit(1)))
      : await joinDatabase(settings, options);
    undo.push(() => database.stop());
    await prepareDatabase(database.connectionString);

    const env: NodeJS.ProcessEnv = {
      ...process.env,
      PORT: String(port),
      TRAX_HOME: settings.TRAX_HOME,
      DATABASE_URL: database.connectionString,
      TRAX_EMBEDDED_DATABASE: database.embedded ? "1" : "0",
      NODE_ENV: options.dev ? "development" : "production",
    };
    const children: SupervisedChild[] = [];
    // The last started is the first stopped: the worker drains while the database and the page are still there.
    if (options.only !== "worker") {
      const web = superviseChild(planWeb(options, env));
      children.push(web);
      undo.push(() => web.stop());
      await web.ready;
    }
    if (options.only !== "web") {
      const worker = superviseChild(planWorker({ bundled: !options.dev, env }));
      children.push(worker);
      undo.push(() => worker.stop());
      await worker.ready;
    }
    if (options.only !== "worker" && settings.TRAX_BACKUP_HOUR !== "off") {
      const hour = settings.TRAX_BACKUP_HOUR;
      const backups = scheduleNightlyBackups({ hour, env, log: (line) => process.stderr.write(`${line}\n`) });
      undo.push(() => backups.stop());
    }
    if (options.dev) undo.push(watchSources(root, () => children.map((child) => child.restart())));
    const host = settings.TRAX_HOST.includes(":") ? `[${settings.TRAX_HOST}]` : settings.TRAX_HOST;
    console.log(
      options.only === "worker" ? "The Trax worker is ready" : `Trax is ready at http://${host}:${port}`,
    );
    return { stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function prepareCode({ dev }: Options): Promise<void> {
  try {
    await ensureClient();
    if (dev) return;
    const told = setTimeout(() => console.log("Building the pages; this takes a minute, once."), 1_500);
    await ensureBuild();
    clearTimeout(told);
  } catch (error) {
    throw new TraxError("BUILD_FAILED", { reason: (error as Error).message.slice(-280) }, { cause: error });
  }
}

/** Wrong settings end the start; a server that is away for a moment does not, since everything waits for it. */
async function verifyStorage(): Promise<void> {
  try {
    await getStorage().verify();
  } catch (error) {
    if (!isTraxError(error) || !isRetryable(error.code)) throw error;
    process.stderr.write(`${error.message}\n`);
  }
}

/** A part started alone joins the database of the one that runs for this home. */
async function joinDatabase(settings: Settings, { only }: Options): Promise<OpenDatabase> {
  const connectionString = settings.DATABASE_URL ?? (await findJoinUrl(settings.TRAX_HOME));
  if (!connectionString) {
    throw new TraxError("SETTING_INVALID", {
      name: "DATABASE_URL",
      reason: `the ${only} alone needs a database: start Trax with this TRAX_HOME first, or name a server.`,
    });
  }
  return { connectionString, embedded: !settings.DATABASE_URL, stop: async () => {} };
}

function planWeb({ dev }: Options, env: NodeJS.ProcessEnv): ChildPlan {
  return {
    name: "web",
    command: process.execPath,
    args: dev
      ? ["--import", "tsx", path.join(root, "bin/web.ts"), "--dev"]
      : ["--enable-source-maps", path.join(root, "dist/web.js")],
    env: () => env,
    cwd: root,
    logsFolder: homeFolders.logs(),
  };
}

function parseOptions(args: string[]): Options {
  const only = args.includes("--only") ? args[args.indexOf("--only") + 1] : null;
  return { dev: args.includes("--dev"), only: only === "web" || only === "worker" ? only : null };
}

let running: Promise<Running> | null = null;
let ending = false;

async function end(): Promise<void> {
  if (ending) return;
  ending = true;
  try {
    await (await running)?.stop();
    process.exit(0);
  } catch {
    process.exit(1);
  }
}

process.on("SIGINT", () => void end());
process.on("SIGTERM", () => void end());
process.on("SIGHUP", () => void end());

running = start(parseOptions(process.argv.slice(2)));
running.catch((error: unknown) => {
  process.stderr.write(`${isTraxError(error) ? error.message : (error as Error).stack}\n`);
  process.exit(1);
});
