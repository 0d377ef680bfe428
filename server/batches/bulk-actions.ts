import { cancelSources as cancelByHand, retrySources as retryByHand } from "@/server/jobs/by-hand";
import { announceBatch } from "@/server/jobs/notify";
import { moveSources as moveByHand, setSourcePriority as setPriorityByHand } from "@/server/jobs/order";
import { pauseSources as pauseByHand, resumeSources as resumeByHand } from "@/server/jobs/pause";
import { getPrisma, Prisma, type PrismaClient, type Tx } from "@/server/platform/db";
import { requireBatch } from "./data";
import type { MoveTo, Selection } from "./schema";

/** What a person does to sources chosen in a list, of any number of batches. All return how many moved. */

type Choice = number[] | "all";

export const cancelSources = forSelections<object>((tx, { batchId, choice }) =>
  cancelByHand(tx, batchId, choice),
);
export const retrySources = forSelections<object>((tx, { batchId, choice }) =>
  retryByHand(tx, batchId, choice),
);
export const pauseSources = forSelections<{ stopRunning: boolean }>(
  (tx, { batchId, choice }, { stopRunning }) => pauseByHand(tx, batchId, choice, { stopRunning }),
);
export const resumeSources = forSelections<object>((tx, { batchId, choice }) =>
  resumeByHand(tx, batchId, choice),
);
export const setSourcePriority = forSelections<{ priority: number }>(
  (tx, { batchId, choice }, { priority }) => setPriorityByHand(tx, batchId, choice, priority),
);
export const moveSources = forSelections<{ to: MoveTo }>(async (tx, { batchId, choice }, { to }) =>
  // The whole of a batch has no other place to go to.
  choice === "all" ? 0 : moveByHand(tx, batchId, choice, to),
);

/** To the trash, with whatever text there is; work that has not ended is cancelled. */
export const removeSources = forSelections<object>(async (tx, { batchId, choice, ownerId }) => {
  await cancelByHand(tx, batchId, choice);
  await announceBatch(tx, ownerId, batchId);
  return tx.$executeRaw(Prisma.sql`
    update transcript_documents set deleted_at = now()
    where owner_id = ${ownerId} and deleted_at is null and id in (
      select document_id from batch_items item where ${chosen(batchId, choice)})`);
});

/** Back from the trash. Work that the removal cancelled goes on where it was: both were written in one transaction,
 * and its time tells them from what somebody had cancelled before. */
export const restoreSources = forSelections<object>(async (tx, { batchId, choice, ownerId }) => {
  const stopped = await tx.$queryRaw<{ sourceIndex: number }[]>(Prisma.sql`
    select item.source_index as "sourceIndex"
    from batch_items item join transcript_documents document on document.id = item.document_id
    where ${chosen(batchId, choice)} and document.owner_id = ${ownerId}
    group by item.source_index
    having bool_or(item.status = 'cancelled' and item.completed_at = timezone('utc', document.deleted_at))
      and not bool_or(item.status = 'failed')`);
  const restored = await tx.$executeRaw(Prisma.sql`
    update transcript_documents set deleted_at = null
    where owner_id = ${ownerId} and deleted_at is not null and id in (
      select document_id from batch_items item where ${chosen(batchId, choice)})`);
  const indexes = stopped.map(({ sourceIndex }) => sourceIndex);
  if (indexes.length > 0) await retryByHand(tx, batchId, indexes);
  await announceBatch(tx, ownerId, batchId);
  return restored;
});

function chosen(batchId: string, choice: Choice): Prisma.Sql {
  return Prisma.sql`item.batch_job_id = ${batchId}::uuid
    ${choice === "all" ? Prisma.empty : Prisma.sql`and item.source_index = any(${choice}::int[])`}`;
}

interface Chosen {
  ownerId: number;
  batchId: string;
  choice: Choice;
}

/** Ten thousand sources move in one transaction; it is given the time. */
export const bulkPatience = { maxWait: 10_000, timeout: 120_000 };

/** One transaction a batch, so that none is locked while another one's thousands move.
 * @throws TraxError NOT_FOUND, with nothing done, when any of the batches is not the owner's */
function forSelections<Options extends object>(
  act: (tx: Tx, chosen: Chosen, options: Options) => Promise<number>,
) {
  return async (
    ownerId: number,
    input: { selections: Selection[] } & Options,
    prisma: PrismaClient = getPrisma(),
  ): Promise<number> => {
    const choices = mergeSelections(input.selections);
    for (const batchId of choices.keys()) await requireBatch(ownerId, batchId, prisma);
    let moved = 0;
    for (const [batchId, choice] of choices) {
      moved += await prisma.$transaction((tx) => act(tx, { ownerId, batchId, choice }, input), bulkPatience);
    }
    return moved;
  };
}

function mergeSelections(selections: Selection[]): Map<string, Choice> {
  const choices = new Map<string, Set<number> | "all">();
  for (const selection of selections) {
    const before = choices.get(selection.batchId);
    if ("all" in selection || before === "all") choices.set(selection.batchId, "all");
    else choices.set(selection.batchId, new Set([...(before ?? []), ...selection.sourceIndexes]));
  }
  return new Map(
    [...choices].map(([batchId, choice]) => [
      batchId,
      choice === "all" ? choice : [...choice].sort((a, b) => a - b),
    ]),
  );
}
