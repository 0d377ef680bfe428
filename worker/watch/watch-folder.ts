import type { Pool } from "pg";
import type { PrismaClient } from "@/server/platform/db";
import { getSettings } from "@/server/platform/env";
import { TraxError } from "@/server/platform/errors";
import { getLogger } from "@/server/platform/logger";
import { writeWatchRecord } from "@/server/platform/watch-record";
import { listWatchedFiles, type WatchedFile, watchedItemId } from "./list-watched-files";
import { createSettledFiles } from "./settled-files";
import { sortKnown, takeFiles } from "./take-files";

/** The local owner's. */
const OWNER_ID = 1;
/** One worker takes at a time; the ids of what is taken would hold without it, but bytes would be copied twice. */
const LOCK_KEY = 7_281_640_533;
/** What failed for a reason that may pass by itself is tried again. */
const RETRY_MS = 60_000;
const SHOWN_PROBLEMS = 50;
/** What did not change is written again, as a sign of life. */
const RECORD_EVERY_MS = 15_000;

interface Problem {
  fingerprint: string;
  sentence: string;
  /** Null: not before the file changes. */
  retryAtMs: number | null;
}

export interface FolderWatch {
  /** One look at the folder. Never rejects. */
  round(): Promise<void>;
  /** Gives up what is being copied, and waits for that. */
  stop(): Promise<void>;
}

/** Looks at a folder again and again, which works on every kind of drive, and takes what is new and whole. */
export function createFolderWatch(
  { prisma, pool }: { prisma: PrismaClient; pool: Pool },
  folder: string,
  options: { settleMs?: number; now?: () => number } = {},
): FolderWatch {
  const { settleMs = getSettings().TRAX_WATCH_SETTLE_SECONDS * 1_000, now = Date.now } = options;
  const settled = createSettledFiles(settleMs);
  const stopping = new AbortController();
  /** Ids of files that need no question to the database: after a start it is asked once for each. */
  let known = new Set<string>();
  let problems = new Map<string, Problem>();
  let failure: string | null = null;
  let lastTakenAt: string | null = null;
  let recorded = { state: "", atMs: 0 };

  const place = { prisma, ownerId: OWNER_ID, folder, signal: stopping.signal };

  function tell(name: string, problem: Problem): void {
    if (problems.get(name)?.sentence !== problem.sentence) {
      getLogger().warn({ file: name, reason: problem.sentence }, "not taken from the watched folder");
    }
    problems.set(name, problem);
  }

  function mayTry(file: WatchedFile): boolean {
    const problem = problems.get(file.name);
    if (!problem || problem.fingerprint !== file.fingerprint) return true;
    return problem.retryAtMs !== null && problem.retryAtMs <= now();
  }

  async function look(): Promise<number> {
    const { files, refused } = await listWatchedFiles(folder);
    const names = new Set([...files.map(({ name }) => name), ...refused.map(({ name }) => name)]);
    problems = new Map([...problems].filter(([name]) => names.has(name)));
    for (const { name, reason } of refused) {
      tell(name, { fingerprint: "", sentence: reason, retryAtMs: null });
    }
    const ids = new Map(files.map((file) => [file, watchedItemId(file)]));
    known = new Set([...ids.values()].filter((id) => known.has(id)));
    const open = files.filter((file) => !known.has(ids.get(file) as string));
    if (open.length === 0) return 0;
    const { fresh, unfinished } = await sortKnown(place, open);
    const left = new Set([...fresh, ...unfinished.map(({ file }) => file)]);
    for (const file of open) {
      if (left.has(file)) continue;
      known.add(ids.get(file) as string);
      problems.delete(file.name);
    }

    const ready = settled.take([...left].filter(mayTry), now());
    if (ready.length === 0) return left.size;
    return await withLock(async () => {
      const { done, failed } = await takeFiles(place, ready);
      for (const file of done) {
        problems.delete(file.name);
        known.add(ids.get(file) as string);
      }
      if (done.length > 0) {
        lastTakenAt = new Date(now()).toISOString();
        getLogger().info({ files: done.length }, "taken from the watched folder");
      }
      for (const { file, error } of failed) {
        if (stopping.signal.aborted) break;
        const { sentence, isPassing } = describe(error);
        const retryAtMs = isPassing ? now() + RETRY_MS : null;
        tell(file.name, { fingerprint: file.fingerprint, sentence, retryAtMs });
      }
      return left.size - done.length;
    }, left.size);
  }

  async function withLock(act: () => Promise<number>, otherwise: number): Promise<number> {
    const client = await pool.connect();
    let isBroken = false;
    try {
      const { rows } = await client.query("select pg_try_advisory_lock($1) as held", [LOCK_KEY]);
      if (!rows[0]?.held) return otherwise;
      try {
        return await act();
      } finally {
        await client.query("select pg_advisory_unlock($1)", [LOCK_KEY]).catch(() => {
          isBroken = true;
        });
      }
    } finally {
      client.release(isBroken);
    }
  }

  async function lookAndTell(): Promise<void> {
    let waiting = 0;
    const before = failure;
    try {
      waiting = await look();
      failure = null;
    } catch (error) {
      if (stopping.signal.aborted) return;
      failure = describeFolder(folder, error);
      if (failure !== before) getLogger().error({ folder, reason: failure }, "watched folder not read");
    }
    const told = [...problems].map(([name, { sentence }]) => ({ name, sentence }));
    const state = JSON.stringify([failure, waiting, lastTakenAt, told]);
    if (state === recorded.state && now() - recorded.atMs < RECORD_EVERY_MS) return;
    recorded = { state, atMs: now() };
    await writeWatchRecord({
      folder,
      checkedAt: new Date(now()).toISOString(),
      failure,
      waiting,
      lastTakenAt,
      problems: told.slice(0, SHOWN_PROBLEMS),
      problemCount: told.length,
    }).catch((error: unknown) =>
      getLogger().warn({ err: String(error) }, "state of the watched folder not kept"),
    );
  }

  let running: Promise<void> = Promise.resolve();
  return {
    round() {
      running = running.then(() => (stopping.signal.aborted ? undefined : lookAndTell()));
      return running;
    },
    stop() {
      stopping.abort();
      return running;
    },
  };
}

/** Full disks and databases that are away pass; a file that cannot be read waits for its change. */
function describe(error: unknown): { sentence: string; isPassing: boolean } {
  if (!(error instanceof TraxError)) {
    getLogger().warn({ err: String(error) }, "watched file");
    return { sentence: new TraxError("INTERNAL").message, isPassing: true };
  }
  const waitsForChange = error.code === "UPLOAD_TOO_LARGE" || error.code === "FILE_UNREADABLE";
  return { sentence: error.message, isPassing: !waitsForChange };
}

function describeFolder(folder: string, error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  const reason: Record<string, string> = {
    ENOENT: "there is no such folder.",
    ENOTDIR: "it is not a folder.",
    EACCES: "Trax may not read it.",
  };
  if ((error as NodeJS.ErrnoException).syscall === undefined) {
    return error instanceof TraxError ? error.message : new TraxError("INTERNAL").message;
  }
  return new TraxError("FILE_UNREADABLE", {
    name: folder,
    reason: reason[code] ?? `the system says ${code}.`,
  }).message;
}
