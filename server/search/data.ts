import { getPrisma, Prisma, type PrismaClient } from "@/server/platform/db";
import { withQueryLimit } from "@/server/platform/with-query-limit";
import type { SearchInput, SearchMatch, SearchOutput } from "./schema";

/** The first match of all stands after this. */
const start = {
  order: "-9000000000000000000",
  documentId: "00000000-0000-0000-0000-000000000000",
  position: "-1.7e308",
  segmentId: "00000000-0000-0000-0000-000000000000",
};
/** In a longer line, words further on are found but not shown. */
const headlineMax = 20_000;
/** Characters that no text is meant to have: where a hit begins and ends. */
const [hitStart, hitEnd] = ["\uE000", "\uE001"];
const headlineOptions = `StartSel=${hitStart}, StopSel=${hitEnd}, MinWords=12, MaxWords=32, ShortWord=0`;

interface MatchRow {
  segmentId: string;
  documentId: string;
  title: string;
  startMs: number;
  headline: string;
  place: string;
}

/** Lines of an owner's transcripts that hold the words, the newest transcript first, its lines in their order; not those
 * in the trash. By keyset: a later page costs what the first does.
 * @throws SEARCH_TOO_SLOW */
export async function searchSegments(
  ownerId: number,
  { query, cursor, limit }: SearchInput,
  prisma: PrismaClient = getPrisma(),
): Promise<SearchOutput> {
  if (query === "") return { matches: [], nextCursor: null };
  const after = cursor ?? start;
  const found = Prisma.sql`
    select s.id, s.document_id, s.position, s.document_order, s.start_ms, s.text, d.title
    from transcript_segments s join transcript_documents d on d.id = s.document_id
    where s.owner_id = ${ownerId} and d.deleted_at is null
      and s.search @@ websearch_to_tsquery('trax', ${query})
      and (s.document_order, s.document_id, s.position, s.id) > (${after.order}::bigint, ${after.documentId}::uuid,
        ${after.position}::float8, ${after.segmentId}::uuid)
    order by s.document_order, s.document_id, s.position, s.id limit ${limit + 1}`;
  // What is shown of a line is cut out of the few that are shown.
  const rows = await withQueryLimit(prisma, (tx) =>
    tx.$queryRaw<MatchRow[]>(Prisma.sql`
      select id as "segmentId", document_id as "documentId", title, start_ms as "startMs",
        ts_headline('trax', translate(left(text, ${headlineMax}), ${hitStart + hitEnd}, ''),
          websearch_to_tsquery('trax', ${query}), ${headlineOptions}) as headline,
        concat_ws('_', document_order, document_id, position, id) as place
      from (${found}) as found order by document_order, document_id, position, id`),
  );
  const page = rows.slice(0, limit);
  return {
    matches: page.map(({ place: _, headline, ...row }) => ({ ...row, pieces: splitHeadline(headline) })),
    nextCursor: rows.length > limit ? (page.at(-1)?.place ?? null) : null,
  };
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
