import { Prisma, type Tx } from "@/server/platform/db";
import { documentConditions } from "@/server/transcripts/data";
import type { DocumentFilter } from "@/server/transcripts/schema";
import type { SearchMatch } from "./schema";

/** Of a line: order of its document, document, position, segment. */
export interface SearchPlace {
  order: string;
  documentId: string;
  position: string;
  segmentId: string;
}

/** In a longer line, words further on are found but not shown. */
const headlineMax = 20_000;
/** Characters that no text is meant to have: where a hit begins and ends. */
const [hitStart, hitEnd] = ["\uE000", "\uE001"];
const headlineOptions = `StartSel=${hitStart}, StopSel=${hitEnd}, MinWords=12, MaxWords=32, ShortWord=0`;

const [firstId, lastId] = ["00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"];
/** The first match of all stands after this. */
export const firstPlace: Place = placeOf({
  order: "-9000000000000000000",
  documentId: firstId,
  position: "-1.7e308",
  segmentId: firstId,
});

interface Place {
  line: Prisma.Sql;
  document: Prisma.Sql;
}

export function placeOf({ order, documentId, position, segmentId }: SearchPlace): Place {
  return {
    line: Prisma.sql`(${order}::bigint, ${documentId}::uuid, ${position}::float8, ${segmentId}::uuid)`,
    document: Prisma.sql`(${order}::bigint, ${documentId}::uuid)`,
  };
}

/** Behind the last line of a document. */
export function placeBehind(document: { order: string; documentId: string }): Place {
  return placeOf({ ...document, position: "Infinity", segmentId: lastId });
}

export interface Wanted {
  /** As `compileSearchQuery` made it. */
  tsquery: string;
  where: DocumentFilter;
  /** Of one document only: its id as SQL. */
  only?: Prisma.Sql | undefined;
  /** Few lines match, as `isRare` has it. */
  rare: boolean;
}

/** Lines that are asked for at once, at most. */
const linesAtOnce = 100;
/** Of the time that a line takes which is found by its words, what one takes that is come by in order. */
const walkingShare = 0.4;

/** Whether so few lines match that to find them all by their words and put them in order is less than to go through lines
 * in order until enough of them match: m matches among n lines take m, and going through them n / m for each that is
 * wanted. By the statistics of the planner, which would choose by the disks of long ago. */
export async function isRare(tx: Tx, ownerId: number, tsquery: string): Promise<boolean> {
  const [explained] = await tx.$queryRaw<{ "QUERY PLAN": { Plan: { "Plan Rows": number } }[] }[]>(Prisma.sql`
    explain (format json) select 1 from transcript_segments
    where owner_id = ${ownerId} and search @@ ${tsquery}::tsquery`);
  const [table] = await tx.$queryRaw<{ lines: number }[]>(Prisma.sql`
    select reltuples::float8 as lines from pg_class where oid = 'transcript_segments'::regclass`);
  const matches = explained?.["QUERY PLAN"][0]?.Plan["Plan Rows"] ?? 0;
  return matches ** 2 < (table?.lines ?? 0) * linesAtOnce * walkingShare;
}

/** Lines that match and stand after a place, in the order of documents (newest first) and within them: `line` with id,
 * document_id, document_order, position and search. */
export function selectMatchingLines(
  ownerId: number,
  { tsquery, where, only, rare }: Wanted,
  after: Place,
  limit: number,
): Prisma.Sql {
  const columns = Prisma.sql`line.id, line.document_id, line.document_order, line.position, line.search`;
  const order = Prisma.sql`line.document_order, line.document_id, line.position, line.id`;
  const conditions = Prisma.sql`line.owner_id = ${ownerId} and (${order}) > ${after.line}
    ${only ? Prisma.sql`and line.document_id = ${only}` : Prisma.empty} ${saidBy(ownerId, where)}`;
  const isNarrowed = Object.values(where).some((value) => value !== undefined);
  if (isNarrowed && !rare && !only) {
    // Of the documents that are meant, in their order, one after the other until there are enough lines: no other
    // document is gone through, however many there are.
    return Prisma.sql`
      select line.* from ${selectDocuments(ownerId, where, Prisma.sql`>= ${after.document}`)} as wanted cross join lateral (
        select ${columns} from transcript_segments line
        where line.document_order = wanted.document_order and line.document_id = wanted.id
          and line.search @@ ${tsquery}::tsquery and ${conditions}
        order by ${order} limit ${limit}
      ) as line limit ${limit}`;
  }
  const source =
    rare && !only
      ? Prisma.sql`(with hit as materialized (
          select id, owner_id, document_id, document_order, position, search, speaker_id from transcript_segments
          where owner_id = ${ownerId} and search @@ ${tsquery}::tsquery
        ) select * from hit)`
      : Prisma.sql`transcript_segments`;
  return Prisma.sql`
    select ${columns}
    from ${source} line join transcript_documents document on document.id = line.document_id
    where document.deleted_at is null and line.search @@ ${tsquery}::tsquery and ${conditions}
      ${documentConditions({ ...where, speaker: undefined })}
    order by ${order} limit ${limit}`;
}

/** The documents that are meant, in order. A lateral join goes through them one by one, and no further than it must. */
function selectDocuments(ownerId: number, where: DocumentFilter, place: Prisma.Sql): Prisma.Sql {
  const order = Prisma.sql`-(extract(epoch from document.created_at) * 1000000)::bigint`;
  return Prisma.sql`(
    select document.id, ${order} as document_order from transcript_documents document
    where document.owner_id = ${ownerId} and document.deleted_at is null
      and (${order}, document.id) ${place} ${documentConditions(where)}
    order by document.created_at desc, document.id)`;
}

export interface MatchingDocument {
  documentId: string;
  order: string;
  /** Of its first lines that match. */
  lineIds: string[];
  /** `most` at most, and whether there are more. */
  count: number;
  isMore: boolean;
}

/** Documents that stand behind one and hold lines that match, in their order: for words of which that is soon enough.
 * @param most lines that are counted; `shown` are named */
export async function listMatchingDocuments(
  tx: Tx,
  ownerId: number,
  { tsquery, where }: Wanted,
  behind: { order: string; documentId: string } | null,
  { limit, most, shown }: { limit: number; most: number; shown: number },
): Promise<MatchingDocument[]> {
  const { document } = behind ? placeBehind(behind) : firstPlace;
  return tx.$queryRaw<MatchingDocument[]>(Prisma.sql`
    select wanted.id as "documentId", wanted.document_order::text as order, found.lines as "lineIds",
      least(found.count, ${most}) as count, found.count > ${most} as "isMore"
    from ${selectDocuments(ownerId, where, Prisma.sql`> ${document}`)} as wanted cross join lateral (
      select count(*)::int as count, (array_agg(line.id order by line.position, line.id))[1:${shown}] as lines from (
        select line.id, line.position from transcript_segments line
        where line.owner_id = ${ownerId} and line.document_order = wanted.document_order
          and line.document_id = wanted.id and line.search @@ ${tsquery}::tsquery ${saidBy(ownerId, where)}
        order by line.document_order, line.document_id, line.position, line.id limit ${most + 1}
      ) as line having count(*) > 0
    ) as found limit ${limit}`);
}

/** Said by them, not only in the same recording. */
function saidBy(ownerId: number, { speaker }: DocumentFilter): Prisma.Sql {
  if (!speaker) return Prisma.empty;
  return Prisma.sql`and line.speaker_id in (select said.id from transcript_speakers said
    join transcript_documents own on own.id = said.document_id
    where own.owner_id = ${ownerId} and lower(said.label) = lower(${speaker}))`;
}

interface LineRow {
  segmentId: string;
  documentId: string;
  title: string;
  createdAt: Date;
  startMs: number;
  speaker: string | null;
  headline: string;
}

/** What is shown of lines; those that went meanwhile are left out. */
export async function getMatches(
  tx: Tx,
  ownerId: number,
  segmentIds: readonly string[],
  tsquery: string,
): Promise<Map<string, SearchMatch & { createdAt: Date }>> {
  const rows = await tx.$queryRaw<LineRow[]>(Prisma.sql`
    select line.id as "segmentId", line.document_id as "documentId", document.title, document.created_at as "createdAt", line.start_ms as "startMs",
      nullif(speaker.label, '') as speaker,
      ts_headline('trax', translate(left(line.text, ${headlineMax}), ${hitStart + hitEnd}, ''),
        ${tsquery}::tsquery, ${headlineOptions}) as headline
    from transcript_segments line join transcript_documents document on document.id = line.document_id
    left join transcript_speakers speaker on speaker.id = line.speaker_id
    where line.owner_id = ${ownerId} and line.id = any(${[...segmentIds]}::uuid[])`);
  return new Map(
    rows.map(({ headline, ...row }) => [row.segmentId, { ...row, pieces: splitHeadline(headline) }]),
  );
}

function splitHeadline(headline: string): SearchMatch["pieces"] {
  const [first = "", ...marked] = headline.split(hitStart);
  const pieces = [{ text: first, isHit: false }];
  for (const part of marked) {
    const [hit = "", rest = ""] = part.split(hitEnd);
    pieces.push({ text: hit, isHit: true }, { text: rest, isHit: false });
  }
  return pieces.filter(({ text }) => text !== "");
}
