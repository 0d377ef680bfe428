import { Prisma, type Tx } from "@/server/platform/db";
import { isChosen, type SourceChoice } from "./by-hand";
import { dispatchLocked } from "./dispatch";
import { announceBatch } from "./notify";
import { takeBack } from "./pause";
import { lockBatch } from "./settle";

/** Which work comes first: by the priority of the batch and of the item together, then in the order of the sources.
 * All work on what waits, return how many rows moved, and leave what runs alone. The caller has checked the owner. */

export async function setBatchPriority(tx: Tx, batchId: string, priority: number): Promise<number> {
  return rearrange(tx, batchId, () =>
    tx.$executeRaw(Prisma.sql`
      update batch_jobs set priority = ${priority} where id = ${batchId}::uuid and priority <> ${priority}`),
  );
}

export async function setSourcePriority(
  tx: Tx,
  batchId: string,
  choice: SourceChoice,
  priority: number,
): Promise<number> {
  return rearrange(tx, batchId, () =>
    tx.$executeRaw(Prisma.sql`
      update batch_items item set priority = ${priority}
      where item.batch_job_id = ${batchId}::uuid and ${isChosen(batchId, choice)}
        and item.status in ('pending', 'running', 'retrying') and coalesce(item.priority, 0) <> ${priority}`),
  );
}

export type Place = "first" | "last" | { before: number };

/** Puts sources elsewhere in the order of their batch, keeping their own order among themselves. */
export async function moveSources(
  tx: Tx,
  batchId: string,
  sourceIndexes: number[],
  place: Place,
): Promise<number> {
  return rearrange(tx, batchId, async () => {
    const rows = await tx.$queryRaw<SourcePlace[]>(Prisma.sql`
      select source_index as "sourceIndex", min(coalesce(position, source_index))::float8 as position
      from batch_items where batch_job_id = ${batchId}::uuid
      group by source_index order by 2, 1`);
    const placed = placeSources(rows, new Set(sourceIndexes), place);
    if (placed.length === 0) return 0;
    return tx.$executeRaw(Prisma.sql`
      update batch_items item set position = place.position
      from unnest(${placed.map((each) => each.sourceIndex)}::int[], ${placed.map((each) => each.position)}::float8[])
        as place(source_index, position)
      where item.batch_job_id = ${batchId}::uuid and item.source_index = place.source_index`);
  });
}

export interface SourcePlace {
  sourceIndex: number;
  position: number;
}

/** Below this, halving the gap between two neighbours again and again would end in equal numbers. */
const SMALLEST_GAP = 1e-6;

/** New positions of what has to move: the chosen ones, or all where there is no room between the neighbours. Pure.
 * @param rows all sources of the batch in their order */
export function placeSources(rows: SourcePlace[], chosen: ReadonlySet<number>, place: Place): SourcePlace[] {
  const moving = rows.filter((row) => chosen.has(row.sourceIndex));
  const staying = rows.filter((row) => !chosen.has(row.sourceIndex));
  if (moving.length === 0) return [];
  const at = placeAmong(staying, place);
  if (at < 0) return [];
  const before = staying[at - 1]?.position;
  const after = staying[at]?.position;
  const low = before ?? (after ?? 0) - (moving.length + 1);
  const high = after ?? low + moving.length + 1;
  const gap = (high - low) / (moving.length + 1);
  if (gap < SMALLEST_GAP) {
    return [...staying.slice(0, at), ...moving, ...staying.slice(at)].map((row, index) => ({
      sourceIndex: row.sourceIndex,
      position: index,
    }));
  }
  return moving.map((row, index) => ({
    sourceIndex: row.sourceIndex,
    position: low + gap * (index + 1),
  }));
}

/** -1 where the source to stand before is not among those that stay. */
function placeAmong(staying: SourcePlace[], place: Place): number {
  if (place === "first") return 0;
  if (place === "last") return staying.length;
  return staying.findIndex((row) => row.sourceIndex === place.before);
}

/** What waits in the queue is taken back first and handed over anew, in the new order. */
async function rearrange(tx: Tx, batchId: string, change: () => Promise<number>): Promise<number> {
  const batch = await lockBatch(tx, batchId);
  if (!batch) return 0;
  const changed = await change();
  if (changed === 0) return 0;
  await takeBack(tx, batchId);
  await dispatchLocked(tx, batchId);
  await announceBatch(tx, batch.owner_id, batchId);
  return changed;
}
