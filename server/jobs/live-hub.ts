import type pg from "pg";
import type { TaskType } from "@/core/status/transitions";
import { createClientClass, type Database, getDatabase, Prisma } from "@/server/platform/db";
import { getSettings } from "@/server/platform/env";
import { getLogger } from "@/server/platform/logger";
import { PROGRESS_POLL_MS } from "@/server/platform/patience";
import { findProcessWide, forgetProcessWide, processWide } from "@/server/platform/process-wide";
import {
  EDIT_CHANNEL,
  type EditNotice,
  editNotice,
  STATUS_CHANNEL,
  type StatusNotice,
  statusNotice,
} from "./notify";

export interface ProgressNotice {
  ownerId: number;
  batchId: string;
  documentId: string | null;
  sourceIndex: number;
  itemId: string;
  taskType: TaskType;
  progress: number;
  decodedChunks: number;
  /** Of a download step; null where nobody says. */
  totalBytes: number | null;
  bytesPerSecond: number | null;
}

export type LiveNotice =
  | ({ kind: "status" } & StatusNotice)
  | ({ kind: "progress" } & ProgressNotice)
  | ({ kind: "edited" } & EditNotice)
  /** Listening begins, or begins again: something may have moved since this listener asked. */
  | { kind: "gap" };

export interface LiveHub {
  /** Every notice, until the returned function is called. Progress is polled only while somebody with
   * `wantsProgress` listens. */
  subscribe(listener: (notice: LiveNotice) => void, options?: { wantsProgress?: boolean }): () => void;
  close(): Promise<void>;
}

const RECONNECT_MS = 1_000;

/** The hub of this process, over its database. */
export function getLiveHub(): LiveHub {
  return processWide("live-hub", () => createLiveHub(getDatabase(), getSettings().DATABASE_URL ?? ""));
}

/** For the end of a process that may never have listened. */
export async function closeLiveHub(): Promise<void> {
  await findProcessWide<LiveHub>("live-hub")?.close();
  forgetProcessWide("live-hub");
}

/** One listening connection a process, shared by all viewers (and by the worker, which hears of cancels). */
export function createLiveHub(database: Database, connectionString: string): LiveHub {
  const ListeningClient = createClientClass();
  const listeners = new Map<(notice: LiveNotice) => void, boolean>();
  let client: pg.Client | null = null;
  let closed = false;
  let reconnectTimer: NodeJS.Timeout | null = null;
  let pollTimer: NodeJS.Timeout | null = null;
  let polling = false;
  const lastSeen = new Map<string, string>();

  const emit = (notice: LiveNotice) => {
    for (const listener of listeners.keys()) listener(notice);
  };

  async function connect(): Promise<void> {
    const next = new ListeningClient({
      connectionString,
      connectionTimeoutMillis: getSettings().TRAX_DATABASE_CONNECT_MS,
    });
    client = next;
    next.on("error", () => scheduleReconnect(next));
    next.on("end", () => scheduleReconnect(next));
    next.on("notification", (message) => {
      const notice = parseNotice(message);
      if (notice) emit(notice);
    });
    try {
      await next.connect();
      await next.query(`listen ${STATUS_CHANNEL}; listen ${EDIT_CHANNEL}`);
      emit({ kind: "gap" });
    } catch (error) {
      getLogger().warn({ err: (error as Error).message }, "live connection failed");
      scheduleReconnect(next);
    }
  }

  function scheduleReconnect(broken: pg.Client): void {
    if (closed || broken !== client || reconnectTimer) return;
    client = null;
    void broken.end().catch(() => {});
    reconnectTimer = setTimeout(() => {
      reconnectTimer = null;
      if (!closed) connecting = connect();
    }, RECONNECT_MS);
  }

  async function poll(): Promise<void> {
    if (polling) return;
    polling = true;
    try {
      const rows = await listRunning(database);
      const seen = new Set(rows.map((row) => row.itemId));
      for (const key of lastSeen.keys()) if (!seen.has(key)) lastSeen.delete(key);
      for (const row of rows) {
        const state = `${row.progress}:${row.decodedChunks}`;
        if (lastSeen.get(row.itemId) === state) continue;
        lastSeen.set(row.itemId, state);
        emit({ kind: "progress", ...row });
      }
    } catch (error) {
      getLogger().debug({ err: (error as Error).message }, "progress poll failed");
    } finally {
      polling = false;
    }
  }

  function setPolling(): void {
    const wanted = !closed && [...listeners.values()].some(Boolean);
    if (wanted && !pollTimer) pollTimer = setInterval(() => void poll(), PROGRESS_POLL_MS);
    if (!wanted && pollTimer) {
      clearInterval(pollTimer);
      pollTimer = null;
      lastSeen.clear();
    }
  }

  let connecting = connect();
  return {
    subscribe(listener, { wantsProgress = false } = {}) {
      listeners.set(listener, wantsProgress);
      setPolling();
      return () => {
        listeners.delete(listener);
        setPolling();
      };
    },
    async close() {
      closed = true;
      listeners.clear();
      setPolling();
      if (reconnectTimer) clearTimeout(reconnectTimer);
      // A client that is told to end while it connects never says that it has.
      await connecting;
      await client?.end().catch(() => {});
    },
  };
}

function parseNotice({ channel, payload }: pg.Notification): LiveNotice | null {
  try {
    const value: unknown = JSON.parse(payload ?? "");
    if (channel === EDIT_CHANNEL) return { kind: "edited", ...editNotice.parse(value) };
    return { kind: "status", ...(statusNotice.parse(value) as StatusNotice) };
  } catch {
    return null;
  }
}

/** A figure that a running step left in its result. */
const figureOf = (name: "totalBytes" | "bytesPerSecond") => Prisma.sql`
  case when item.task_type = 'download' and jsonb_typeof(item.result_data::jsonb->${Prisma.raw(`'${name}'`)}) = 'number'
    then (item.result_data->>${Prisma.raw(`'${name}'`)})::float8 end as ${Prisma.raw(`"${name}"`)}`;

/** What runs now: a handful of rows, however long the history is. */
async function listRunning({ prisma }: Database): Promise<ProgressNotice[]> {
  return prisma.$queryRaw<ProgressNotice[]>(Prisma.sql`
    select batch.owner_id as "ownerId", item.batch_job_id as "batchId", item.document_id as "documentId",
      item.source_index as "sourceIndex", item.id as "itemId", item.task_type as "taskType", item.progress,
      (select count(*) from transcription_chunks chunk
        where chunk.batch_item_id = item.id and chunk.result is not null)::int as "decodedChunks",
      ${figureOf("totalBytes")}, ${figureOf("bytesPerSecond")}
    from batch_items item join batch_jobs batch on batch.id = item.batch_job_id
    where item.status = 'running'`);
}
