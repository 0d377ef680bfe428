import { getPrisma, Prisma, type PrismaClient, type Tx } from "@/server/platform/db";
import { withQueryLimit } from "@/server/platform/with-query-limit";
import {
  firstPlace,
  getMatches,
  isRare,
  listMatchingDocuments,
  placeBehind,
  selectMatchingLines,
  type Wanted,
} from "./matching-lines";
import { type CompiledQuery, compileSearchQuery } from "./query-terms";
import type { DocumentMatches, LibraryPlace, LibrarySearchInput, LibrarySearchOutput } from "./schema";

/** Of so many lines that match, the newest, it is weighed how well they do; what is older follows by date. A rank costs
 * the more, the more is ranked, and a common word is in a third of a million lines. */
const rankedLines = 100;
/** Lines of one document that are shown. */
const shownLines = 3;
/** A document of which more lines match than this may be said to have "more than". */
const linesAtOnce = 60;

interface Found {
  documentId: string;
  order: string;
  /** Null where it was not weighed. */
  score: string | null;
  lineIds: string[];
  count: number;
  isMore: boolean;
}

/** Documents of an owner that hold what is looked for, each with its first lines that do; not those in the trash.
 * @throws SEARCH_TOO_SLOW */
export async function searchLibrary(
  ownerId: number,
  input: LibrarySearchInput,
  prisma: PrismaClient = getPrisma(),
): Promise<LibrarySearchOutput> {
  return withQueryLimit(prisma, async (tx) => {
    const withSpellings = input.cursor?.withSpellings ?? input.spelling === "similar";
    const first = await searchAs(tx, ownerId, input, withSpellings);
    const isFallback =
      input.spelling === "auto" && !input.cursor && first.documents.length === 0 && !withSpellings;
    if (!isFallback) return first;
    const second = await searchAs(tx, ownerId, input, true);
    return second.documents.length > 0 ? second : first;
  });
}

async function searchAs(
  tx: Tx,
  ownerId: number,
  { query, where, order, cursor, limit }: LibrarySearchInput,
  withSpellings: boolean,
): Promise<LibrarySearchOutput> {
  const compiled = await compileSearchQuery(tx, ownerId, query, withSpellings);
  const { tsquery, respelled, sentence } = compiled;
  if (tsquery === null) return { documents: [], nextCursor: null, respelled: [], sentence };
  const rare = await isRare(tx, ownerId, tsquery);
  const found = await findDocuments(tx, ownerId, { compiled, tsquery, where, order, cursor, limit, rare });
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    documents: await getShown(tx, ownerId, page, tsquery),
    nextCursor: found.length > limit && last ? serializeCursor(last, withSpellings) : null,
    respelled,
    sentence,
  };
}

function serializeCursor({ score, order, documentId }: Found, withSpellings: boolean): string {
  return [withSpellings ? "s" : "e", score ?? "-", order, documentId].join("_");
}

interface Search extends Wanted {
  compiled: CompiledQuery;
  order: LibrarySearchInput["order"];
  cursor?: LibraryPlace | null | undefined;
  limit: number;
}

/** One more than asked for, where there is. */
async function findDocuments(tx: Tx, ownerId: number, search: Search): Promise<Found[]> {
  const { order, cursor, limit } = search;
  const isRanked = order === "best" && (!cursor || cursor.score !== null);
  if (!isRanked) return walkDocuments(tx, ownerId, search, cursor ?? null, limit + 1);
  const { documents, behind } = await rankDocuments(tx, ownerId, search, cursor ?? null);
  const ranked = documents.slice(0, limit + 1);
  if (behind === null || ranked.length > limit) return ranked;
  return [...ranked, ...(await walkDocuments(tx, ownerId, search, behind, limit + 1 - ranked.length))];
}

type Behind = Pick<LibraryPlace, "order" | "documentId">;

/** @returns `behind` the last of them stands what was not weighed; null where nothing is */
async function rankDocuments(
  tx: Tx,
  ownerId: number,
  search: Search,
  cursor: LibraryPlace | null,
): Promise<{ documents: Found[]; behind: Behind | null }> {
  const lines = selectMatchingLines(ownerId, search, firstPlace, rankedLines);
  const rows = await tx.$queryRaw<(Omit<Found, "isMore"> & { total: number })[]>(Prisma.sql`
    with line as materialized (${lines}), weighed as (
      select line.document_id, line.document_order, count(*)::int as count,
        (array_agg(line.id order by line.position, line.id))[1:${shownLines}] as lines,
        max(ts_rank_cd(line.search, ${search.tsquery}::tsquery))::float8 + 0.02 * ln(count(*))
          + case when (select to_tsvector('trax', left(title, 1000)) @@ ${search.tsquery}::tsquery
              from transcript_documents where id = line.document_id) then 0.5 else 0 end as score
      from line group by line.document_id, line.document_order
    )
    select document_id as "documentId", document_order::text as order, round(score::numeric, 6)::text as score,
      lines as "lineIds", count, (select count(*)::int from line) as total
    from weighed order by round(score::numeric, 6) desc, document_order, document_id`);
  const isCut = (rows[0]?.total ?? 0) >= rankedLines;
  // Of the oldest of them, lines may follow that were not looked at.
  const oldest = rows.reduce<Behind | null>((each, row) => (each && !isBefore(each, row) ? each : row), null);
  const documents = rows
    .map(({ total: _, ...row }) => ({ ...row, isMore: isCut && row.documentId === oldest?.documentId }))
    .filter((row) => !cursor || isAfter(row, cursor));
  return { documents, behind: isCut ? oldest : null };
}

function isBefore(a: Behind, b: Behind): boolean {
  const difference = BigInt(a.order) - BigInt(b.order);
  return difference < 0n || (difference === 0n && a.documentId < b.documentId);
}

function isAfter(
  row: { score: string | null; order: string; documentId: string },
  cursor: LibraryPlace,
): boolean {
  const [here, there] = [Number(row.score), Number(cursor.score)];
  return here < there || (here === there && isBefore(cursor, row));
}

/** By date, the newest first: the next lines that match, look by look. Of a document that fills a look, the rest is
 * passed over. */
async function walkDocuments(
  tx: Tx,
  ownerId: number,
  search: Wanted,
  behind: Behind | null,
  limit: number,
): Promise<Found[]> {
  if (!search.rare) {
    const each = { limit, most: linesAtOnce, shown: shownLines };
    const documents = await listMatchingDocuments(tx, ownerId, search, behind, each);
    return documents.map((document) => ({ ...document, score: null }));
  }
  const found: Found[] = [];
  let after = behind;
  while (found.length < limit) {
    const place = after ? placeBehind(after) : firstPlace;
    const lines = selectMatchingLines(ownerId, search, place, linesAtOnce);
    const rows = await tx.$queryRaw<(Omit<Found, "score" | "isMore"> & { total: number })[]>(Prisma.sql`
      with line as materialized (${lines})
      select document_id as "documentId", document_order::text as order, count(*)::int as count,
        (array_agg(id order by position, id))[1:${shownLines}] as "lineIds", (select count(*)::int from line) as total
      from line group by document_id, document_order order by document_order, document_id`);
    const isCut = (rows[0]?.total ?? 0) >= linesAtOnce;
    const lastAt = rows.length - 1;
    found.push(
      ...rows.map(({ total: _, ...row }, at) => ({ ...row, score: null, isMore: isCut && at === lastAt })),
    );
    after = rows.at(-1) ?? null;
    if (!isCut || !after) break;
  }
  return found;
}

async function getShown(
  tx: Tx,
  ownerId: number,
  page: readonly Found[],
  tsquery: string,
): Promise<DocumentMatches[]> {
  if (page.length === 0) return [];
  const matches = await getMatches(
    tx,
    ownerId,
    page.flatMap(({ lineIds }) => lineIds),
    tsquery,
  );
  return page.flatMap(({ documentId, lineIds, count, isMore }) => {
    const lines = lineIds.flatMap((id) => matches.get(id) ?? []);
    const [first] = lines;
    if (!first) return [];
    const { title, createdAt } = first;
    return [{ documentId, title, createdAt, count, isMore, matches: lines }];
  });
}
