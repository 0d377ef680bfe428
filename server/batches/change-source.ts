import { retrySources } from "@/server/jobs/by-hand";
import { taskData } from "@/server/jobs/work-schema";
import { getPrisma, Prisma, type PrismaClient } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { storedJsonText } from "@/server/platform/stored-json";
import { requireBatch } from "./data";
import { engineId, type SourceChangeInput } from "./schema";
import { resolveSettings } from "./service";

/** Starts a source again that stopped, with another engine or another language told: in the same language and with the
 * same engine it goes on from what was heard. What was heard by another engine goes: it is of no use to this one.
 * Returns how many items moved.
 * @throws TraxError NOT_FOUND, STATUS_NOT_ALLOWED, ENGINE_NOT_SET_UP, LANGUAGE_UNKNOWN */
export async function changeSource(
  ownerId: number,
  input: SourceChangeInput,
  prisma: PrismaClient = getPrisma(),
): Promise<number> {
  const { batchId, sourceIndex } = input;
  return prisma.$transaction(async (tx) => {
    await requireBatch(ownerId, batchId, tx);
    const [item] = await tx.$queryRaw<{ id: string; status: string; task: unknown }[]>(Prisma.sql`
      select id, status, task_data as task from batch_items
      where batch_job_id = ${batchId}::uuid and source_index = ${sourceIndex} and task_type = 'transcribe'
      for update`);
    if (!item) throw new TraxError("NOT_FOUND", { what: "recording" });
    if (item.status !== "failed" && item.status !== "cancelled") {
      throw new TraxError("STATUS_NOT_ALLOWED", { status: item.status });
    }
    const task = taskData.parse(item.task ?? {});
    const { engine, language } = resolveSettings({
      // One that is not known any more is not kept.
      engine: input.engine ?? engineId.safeParse(task.engine).data,
      language: input.language,
    });
    if (engine !== task.engine) {
      await tx.$executeRaw(
        Prisma.sql`delete from transcription_chunks where batch_item_id = ${item.id}::uuid`,
      );
    }
    const changed = { ...task, engine, language: language ?? undefined };
    await tx.$executeRaw(Prisma.sql`
      update batch_items set task_data = ${storedJsonText(taskData, changed)}::jsonb where id = ${item.id}::uuid`);
    return retrySources(tx, batchId, [sourceIndex]);
  });
}
