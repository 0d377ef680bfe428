import { listPace } from "@/server/estimates/data";
import { type Db, getPrisma, Prisma } from "@/server/platform/db";
import { listSourcesByKey, type SourceKey } from "./list-sources";
import {
  type GroupCounts,
  type SourceGroup,
  type SourceKeysInput,
  type SourceListInput,
  type SourceListOutput,
  type SourceView,
  sourceGroups,
  sourceKeysInput,
  sourceListInput,
} from "./schema";

/** How long a batch that has ended stays in the list of all work. */
const recentDays = 7;

type Filter = Pick<SourceListInput, "batchId" | "text">;

/** How many sources there are of each group. */
export async function countSources(
  ownerId: number,
  filter: Filter,
  db: Db = getPrisma(),
): Promise<GroupCounts> {
  const rows = await db.$queryRaw<CountRow[]>(Prisma.sql`
    ${sourcesOf(ownerId, filter)} select state, count(*)::int as count from source group by state`);
  return toCounts(rows);
}

/** A page of the sources that a filter lets through, at an offset: rows keep their places while they move on, so a
 * list of thousands can be entered anywhere. Steps are loaded for the page alone. */
export async function listSourcePage(
  ownerId: number,
  rawInput: SourceListInput,
  db: Db = getPrisma(),
): Promise<SourceListOutput> {
  const input = sourceListInput.parse(rawInput);
  // Counts and places come from the same look at the items: a list never claims more rows than it can show.
  const [row] = await db.$queryRaw<{ counts: CountRow[] | null; keys: SourceKey[] | null }[]>(Prisma.sql`
    ${sourcesOf(ownerId, input)}
    select
      (select json_agg(c) from (select state, count(*)::int as count from source group by state) c) as counts,
      (select json_agg(k) from (${placesOf(input)}) k) as keys`);
  const counts = toCounts(row?.counts ?? []);
  const sources = await listSourcesByKey(ownerId, row?.keys ?? [], db);
  return { sources: await withPace(ownerId, sources, db), total: counts[input.group], counts };
}

/** Time left is asked only where something moves. */
async function withPace(ownerId: number, sources: SourceView[], db: Db): Promise<SourceView[]> {
  const moving = sources.filter(({ stage }) => movingStages.has(stage));
  if (moving.length === 0) return sources;
  const paces = new Map(
    (await listPace(ownerId, moving, db)).map((each) => [`${each.batchId}:${each.sourceIndex}`, each.pace]),
  );
  return sources.map((source) => ({
    ...source,
    pace: paces.get(`${source.batchId}:${source.sourceIndex}`) ?? null,
  }));
}

const movingStages = new Set<SourceView["stage"]>([
  "waiting",
  "youtube",
  "download",
  "preprocess",
  "transcribe",
  "enhance",
  "retrying",
]);

/** What a page would hold, as keys alone and up to all of it. */
export async function listSourceKeys(
  ownerId: number,
  rawInput: SourceKeysInput,
  db: Db = getPrisma(),
): Promise<{ batchId: string; sourceIndexes: number[] }[]> {
  const input = sourceKeysInput.parse(rawInput);
  return db.$queryRaw<{ batchId: string; sourceIndexes: number[] }[]>(Prisma.sql`
    ${sourcesOf(ownerId, input)}
    select place."batchId", array_agg(place."sourceIndex" order by place."sourceIndex") as "sourceIndexes"
    from (${placesOf(input)}) place group by place."batchId" order by place."batchId"`);
}

/** The group of every source, told from its steps as deriveSourceProgress does. What is in the trash or was deleted
 * for ever is no work any more. What few sources have is looked up in a hash made once, not joined: joined, ten thousand
 * sources take three times as long. */
function sourcesOf(ownerId: number, { batchId, text = "" }: Filter): Prisma.Sql {
  const pattern = `%${text.trim().replace(/[\\%_]/g, "\\$&")}%`;
  return Prisma.sql`
    with batch as (
      select id, created_at, priority, paused_at from batch_jobs
      where owner_id = ${ownerId} and deleted_at is null
        and ${
          batchId
            ? Prisma.sql`id = ${batchId}::uuid`
            : Prisma.sql`(status not in ('completed', 'failed', 'cancelled')
                or coalesce(end_time, created_at) > timezone('utc', now()) - make_interval(days => ${recentDays}::int))`
        }
    ), source as (
      select item.batch_job_id, item.source_index,
        min(coalesce(item.position, item.source_index)) as place,
        max(coalesce(item.priority, 0)) as priority,
        case
          when bool_or(item.status in ('failed', 'cancelled')) then 'failed'
          when bool_and(item.status = 'completed') then 'done'
          when bool_or(item.status = 'running') then 'working'
          -- What is uploaded is on its way; what a step fetches waits its turn like any step.
          when not bool_or(item.task_type = 'download') and bool_or(item.media_file_id in (
            select id from media_files where owner_id = ${ownerId} and download_status <> 'completed'
          )) then 'working'
          when bool_or(batch.paused_at is not null or item.paused_at is not null) then 'paused'
          else 'waiting'
        end as state
      from batch join batch_items item on item.batch_job_id = batch.id
      where item.media_file_id is not null
        and (item.document_id in (
          select id from transcript_documents where owner_id = ${ownerId} and deleted_at is not null
        )) is not true
        ${
          text.trim()
            ? Prisma.sql`and (item.media_file_id in (
                select id from media_files where owner_id = ${ownerId} and file_name ilike ${pattern}
              ) or item.document_id in (
                select id from transcript_documents where owner_id = ${ownerId} and title ilike ${pattern}
              ))`
            : Prisma.empty
        }
      group by item.batch_job_id, item.source_index
    )`;
}

interface PlaceInput {
  group: SourceGroup;
  sort: "added" | "next";
  offset: number;
  limit: number;
}

function placesOf({ group, sort, offset, limit }: PlaceInput): Prisma.Sql {
  return Prisma.sql`
    select source.batch_job_id as "batchId", source.source_index as "sourceIndex"
    from source join batch on batch.id = source.batch_job_id
    ${group === "all" ? Prisma.empty : Prisma.sql`where source.state = ${group}`}
    order by ${sort === "next" ? nextUp : asAdded}
    offset ${offset} limit ${limit}`;
}

const asAdded = Prisma.sql`batch.created_at desc, batch.id, source.place, source.source_index`;
const nextUp = Prisma.sql`
  array_position(array['working', 'waiting', 'paused', 'failed', 'done'], source.state),
  batch.priority + source.priority desc, batch.created_at, batch.id, source.place, source.source_index`;

interface CountRow {
  state: Exclude<SourceGroup, "all">;
  count: number;
}

function toCounts(rows: CountRow[]): GroupCounts {
  const counts = Object.fromEntries(sourceGroups.map((group) => [group, 0])) as GroupCounts;
  for (const { state, count } of rows) {
    counts[state] += count;
    counts.all += count;
  }
  return counts;
}
