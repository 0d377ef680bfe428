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
export const firstPlace: Prisma.Sql = placeOf({
  order: "-9000000000000000000",
  documentId: firstId,
  position: "-1.7e308",
  segmentId: firstId,
});

export function placeOf({ order, documentId, position, segmentId }: SearchPlace): Prisma.Sql {
  return Prisma.sql`(${order}::bigint, ${documentId}::uuid, ${position}::float8, ${segmentId}::uuid)`;
}

/** Behind the last line of a document. */
export function placeBehind(document: { order: string; documentId: string }): Prisma.Sql {
  return placeOf({ ...document, position: "Infinity", segmentId: lastId });
}

export interface Wanted {
  /** As `compileSearchQuery` made it. */
  tsquery: string;
  where: DocumentFilter;
  /** Of one document only: its id as SQL. */
  only?: Prisma.Sql | undefined;
}

/** Lines that match and stand after a place, in the order of documents (newest first) and within them: `line` with id,
 * document_id, document_order, position and search. */
export function selectMatchingLines(
  ownerId: number,
  { tsquery, where, only }: Wanted,
  after: Prisma.Sql,
  limit: number,
): Prisma.Sql {
  return Prisma.sql`
    select line.id, line.document_id, line.document_order, line.position, line.search
    from transcript_segments line join transcript_documents document on document.id = line.document_id
    where line.owner_id = ${ownerId} and document.deleted_at is null
      and line.search @@ ${tsquery}::tsquery
      and (line.document_order, line.document_id, line.position, line.id) > ${after}
      ${only ? Prisma.sql`and line.document_id = ${only}` : Prisma.empty}
      ${
        // Said by them, not only in the same recording.
        where.speaker
          ? Prisma.sql`and line.speaker_id in (select said.id from transcript_speakers said
              join transcript_documents own on own.id = said.document_id
              where own.owner_id = ${ownerId} and lower(said.label) = lower(${where.speaker}))`
          : Prisma.empty
      }
      ${documentConditions({ ...where, speaker: undefined })}
    order by line.document_order, line.document_id, line.position, line.id limit ${limit}`;
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
