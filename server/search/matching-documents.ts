import { Prisma, type Tx } from "@/server/platform/db";
import { documentConditions } from "@/server/transcripts/data";
import type { DocumentFilter } from "@/server/transcripts/schema";
import { type Aim, type MatchEstimate, planSearch } from "./estimate-matches";

export interface Wanted {
  ownerId: number;
  /** As `compileSearchQuery` made it. */
  tsquery: string;
  where: DocumentFilter;
  /** As `estimateMatches` has it. */
  estimate: MatchEstimate;
}

/** Where a document stands: microseconds since 1970, negative, and its id. */
export interface DocumentPlace {
  order: string;
  documentId: string;
}

export interface MatchingDocument extends DocumentPlace {
  /** How well it matches, with six digits: the higher the better. */
  score: string;
  /** Of its first lines that match. */
  lineIds: string[];
  count: number;
  /** `count` is as far as was counted. */
  isMore: boolean;
}

/** Of a document so many lines are named. */
const shownLines = 3;

/** The newest documents that stand behind one and hold lines that match, in their order: as many as were aimed at, and
 * some more as it comes; fewer only where there are no more. A score does not depend on how they were found. */
export async function listMatchingDocuments(
  tx: Tx,
  wanted: Wanted,
  behind: DocumentPlace | null,
  aim: Aim,
): Promise<MatchingDocument[]> {
  const plan = planSearch(wanted.estimate, aim);
  // Each of them holds a line at least.
  const mostDocuments = Math.max(aim.documents, aim.lines);
  for (let { documents } = plan; ; documents *= 4) {
    if (plan.by === "order") {
      const limit = Math.min(mostDocuments, documents);
      const found = await tx.$queryRaw<MatchingDocument[]>(selectInOrder(wanted, behind, aim.most, limit));
      if (found.length < limit || limit === mostDocuments || reaches(found, aim)) return found;
      continue;
    }
    const reach = await findReach(tx, wanted, behind, documents);
    const found = await tx.$queryRaw<MatchingDocument[]>(selectByWords(wanted, behind, aim.most, reach));
    if (reach.isAll || reaches(found, aim)) return found;
  }
}

function reaches(found: readonly MatchingDocument[], { documents, lines }: Aim): boolean {
  return found.length >= documents && found.reduce((sum, { count }) => sum + count, 0) >= lines;
}

const documentOrder = Prisma.sql`-(extract(epoch from document.created_at) * 1000000)::bigint`;
const columns = Prisma.sql`document_id as "documentId", document_order::text as order, lines as "lineIds"`;

function countUpTo(most: number): Prisma.Sql {
  return Prisma.sql`least(count, ${most}) as count, count > ${most} as "isMore"`;
}

/** Of lines that match, `most` and one at most: how many, the first of them, and how well the best does. */
function aggregateLines(tsquery: string): Prisma.Sql {
  return Prisma.sql`count(*)::int as count, (array_agg(line.id order by line.position, line.id))[1:${shownLines}] as lines,
    max(ts_rank_cd(line.search, ${tsquery}::tsquery))::float8 as rank`;
}

function scoreOf(tsquery: string, most: number): Prisma.Sql {
  return Prisma.sql`round((rank + 0.02 * ln(least(count, ${most}))
    + case when to_tsvector('trax', left(title, 1000)) @@ ${tsquery}::tsquery then 0.5 else 0 end)::numeric, 6)::text as score`;
}

function selectInOrder(
  { ownerId, tsquery, where }: Wanted,
  behind: DocumentPlace | null,
  most: number,
  limit: number,
): Prisma.Sql {
  return Prisma.sql`
    select ${columns}, ${countUpTo(most)}, ${scoreOf(tsquery, most)}
    from ${selectDocuments(ownerId, where, behind)} as wanted cross join lateral (
      select ${aggregateLines(tsquery)} from (
        select line.id, line.position, line.search from transcript_segments line
        where line.owner_id = ${ownerId} and line.document_order = wanted.document_order
          and line.document_id = wanted.document_id and line.search @@ ${tsquery}::tsquery ${saidBy(ownerId, where)}
        order by line.document_order, line.document_id, line.position, line.id limit ${most + 1}
      ) as line having count(*) > 0
    ) as found limit ${limit}`;
}

/** How far is looked: a condition on lines, and whether nothing stands behind it. */
interface Reach {
  condition: Prisma.Sql;
  isAll: boolean;
}

async function findReach(
  tx: Tx,
  { ownerId, where, estimate }: Wanted,
  behind: DocumentPlace | null,
  documents: number,
): Promise<Reach> {
  // By the statistics these are all: which lines are meant is found out of those that match.
  if (documents >= estimate.documents) return { condition: Prisma.empty, isAll: true };
  const selected = selectDocuments(ownerId, where, behind);
  if (isNarrowed(where)) {
    const [row] = await tx.$queryRaw<{ orders: string[] | null }[]>(Prisma.sql`
      select array_agg(document_order::text) as orders
      from (select document_order from ${selected} as wanted limit ${documents}) as meant`);
    const orders = row?.orders ?? [];
    return {
      condition: Prisma.sql`and document_order = any(${orders}::bigint[])`,
      isAll: orders.length < documents,
    };
  }
  const [last] = await tx.$queryRaw<{ order: string }[]>(Prisma.sql`
    select document_order::text as order from ${selected} as wanted offset ${documents - 1} limit 1`);
  const from = Prisma.sql`and document_order >= ${behind?.order ?? "-9000000000000000000"}::bigint`;
  return last
    ? { condition: Prisma.sql`${from} and document_order <= ${last.order}::bigint`, isAll: false }
    : { condition: from, isAll: true };
}

/** By the index of words and, as far as the reach goes, that of the order: the database meets the two before it reads a
 * line. An owner of most of the library is written as a number of another width, which the index of words does not know:
 * to meet a word with all of their lines there takes longer than all the rest, and the other index knows them too. */
function selectByWords(
  { ownerId, tsquery, where, estimate }: Wanted,
  behind: DocumentPlace | null,
  most: number,
  reach: Reach,
): Prisma.Sql {
  const owner = estimate.isMostlyTheirs ? Prisma.sql`${ownerId}::bigint` : Prisma.sql`${ownerId}::int`;
  return Prisma.sql`
    with hit as materialized (
      select id, document_id, document_order, position, search, speaker_id from transcript_segments
      where owner_id = ${owner} and search @@ ${tsquery}::tsquery ${reach.condition}
    ), line as (
      select line.*, document.title, row_number() over (partition by document_order, document_id order by position, line.id) as nth
      from hit line join transcript_documents document on document.id = line.document_id
      where document.deleted_at is null ${isBehind(Prisma.sql`document_order`, behind)}
        ${saidBy(ownerId, where)} ${documentConditions({ ...where, speaker: undefined })}
    ), found as (
      select document_order, document_id, min(title) as title, ${aggregateLines(tsquery)}
      from line where nth <= ${most + 1} group by document_order, document_id
    )
    select ${columns}, ${countUpTo(most)}, ${scoreOf(tsquery, most)} from found
    order by document_order, document_id`;
}

function isNarrowed(where: DocumentFilter): boolean {
  return Object.values(where).some((value) => value !== undefined);
}

/** The documents that are meant, in order. A lateral join goes through them one by one, and no further than it must. */
function selectDocuments(ownerId: number, where: DocumentFilter, behind: DocumentPlace | null): Prisma.Sql {
  return Prisma.sql`(
    select document.id as document_id, document.title, ${documentOrder} as document_order from transcript_documents document
    where document.owner_id = ${ownerId} and document.deleted_at is null
      ${isBehind(documentOrder, behind)} ${documentConditions(where)}
    order by document.created_at desc, document.id)`;
}

function isBehind(order: Prisma.Sql, behind: DocumentPlace | null): Prisma.Sql {
  return behind
    ? Prisma.sql`and (${order}, document.id) > (${behind.order}::bigint, ${behind.documentId}::uuid)`
    : Prisma.empty;
}

/** Said by them, not only in the same recording. */
function saidBy(ownerId: number, { speaker }: DocumentFilter): Prisma.Sql {
  if (!speaker) return Prisma.empty;
  return Prisma.sql`and line.speaker_id in (select said.id from transcript_speakers said
    join transcript_documents own on own.id = said.document_id
    where own.owner_id = ${ownerId} and lower(said.label) = lower(${speaker}))`;
}
