import { stepOrder, type TaskType, type WorkStatus } from "@/core/status/transitions";
import { type Db, getPrisma, Prisma } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import type { SourceLog } from "./schema";

/** A source that was tried again for years would fill the page. */
const maxEvents = 500;

interface EventRow {
  id: bigint;
  created_at: Date;
  task_type: TaskType;
  attempt: number;
  kind: WorkStatus;
  message: string | null;
  host: string | null;
}

/** What happened to a source, in order, and what its steps took. @throws TraxError NOT_FOUND */
export async function getSourceLog(
  ownerId: number,
  source: { batchId: string; sourceIndex: number },
  db: Db = getPrisma(),
): Promise<SourceLog> {
  const items = await db.batchItem.findMany({
    where: { batchJobId: source.batchId, sourceIndex: source.sourceIndex, batchJob: { ownerId } },
    select: { id: true, taskType: true, createdAt: true, processingTimeSeconds: true, resultData: true },
  });
  const [first] = items;
  if (!first) throw new TraxError("NOT_FOUND", { what: "source" });
  const rows = await db.$queryRaw<EventRow[]>(Prisma.sql`
    select event.id, event.created_at, item.task_type, event.attempt, event.kind, event.message, worker.host
    from work_events event
    join batch_items item on item.id = event.batch_item_id
    left join workers worker on worker.id = event.worker_id
    where event.batch_item_id = any(${items.map(({ id }) => id)}::uuid[])
    order by event.id desc limit ${maxEvents}`);
  return {
    addedAt: first.createdAt ?? new Date(0),
    events: rows.reverse().map((row) => ({
      id: String(row.id),
      at: row.created_at,
      taskType: row.task_type,
      // A step that will be tried again has counted the attempt that failed already.
      attempt: row.kind === "retrying" ? Math.max(1, row.attempt) : row.attempt + 1,
      status: row.kind,
      sentence: row.message,
      host: row.host,
    })),
    steps: items
      .map((item) => ({
        taskType: item.taskType as TaskType,
        processingTimeSeconds: item.processingTimeSeconds,
        peakMemoryMb: findNumber(item.resultData, "peakMemoryMb"),
        cpuSeconds: findNumber(item.resultData, "cpuSeconds"),
      }))
      .sort((a, b) => stepOrder[a.taskType] - stepOrder[b.taskType]),
  };
}

function findNumber(data: unknown, name: string): number | null {
  const value = (data as Record<string, unknown> | null)?.[name];
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}
