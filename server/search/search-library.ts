import { getPrisma, type PrismaClient, type Tx } from "@/server/platform/db";
import { withQueryLimit } from "@/server/platform/with-query-limit";
import { estimateMatches } from "./estimate-matches";
import {
  type DocumentPlace,
  listMatchingDocuments,
  type MatchingDocument,
  type Wanted,
} from "./matching-documents";
import { compileSearchQuery } from "./query-terms";
import type { DocumentMatches, LibraryPlace, LibrarySearchInput, LibrarySearchOutput } from "./schema";
import { getMatches } from "./show-matches";

/** How well they match is weighed of so many documents, the newest, or of more until so many lines are: what is older
 * follows by date. A page has one fewer. */
const ranked = { documents: 21, lines: 100 };
/** A document of which more lines match than this is said to have "more than" so many. */
const countedLines = 60;

interface Found extends Omit<MatchingDocument, "score"> {
  /** Null where it was not weighed. */
  score: string | null;
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
  const { tsquery, respelled, sentence } = await compileSearchQuery(tx, ownerId, query, withSpellings);
  if (tsquery === null) return { documents: [], nextCursor: null, respelled: [], sentence };
  const estimate = await estimateMatches(tx, ownerId, tsquery);
  const found = await findDocuments(tx, { ownerId, tsquery, where, estimate, order, cursor, limit });
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
  order: LibrarySearchInput["order"];
  cursor?: LibraryPlace | null | undefined;
  limit: number;
}

/** One more than asked for, where there is. */
async function findDocuments(tx: Tx, search: Search): Promise<Found[]> {
  const { order, cursor, limit } = search;
  const isRanked = order === "best" && (!cursor || cursor.score !== null);
  if (!isRanked) return listByDate(tx, search, cursor ?? null, limit + 1);
  const { documents, behind } = await rankDocuments(tx, search, cursor ?? null);
  if (behind === null || documents.length > limit) return documents.slice(0, limit + 1);
  return [...documents, ...(await listByDate(tx, search, behind, limit + 1 - documents.length))];
}

/** @returns `behind` the last of them stands what was not weighed; null where nothing is */
async function rankDocuments(
  tx: Tx,
  search: Search,
  cursor: LibraryPlace | null,
): Promise<{ documents: Found[]; behind: DocumentPlace | null }> {
  const found = await listMatchingDocuments(tx, search, null, { ...ranked, most: countedLines });
  // However many were found: the next page weighs the same.
  let lines = 0;
  const weighed = found.filter(({ count }, at) => {
    const isWeighed = at < ranked.documents || lines < ranked.lines;
    lines += count;
    return isWeighed;
  });
  const documents = weighed
    .filter((row) => !cursor || isAfter(row, cursor))
    .sort((a, b) => (isAfter(b, a) ? -1 : 1));
  const isCut = weighed.length >= ranked.documents && lines >= ranked.lines;
  return { documents, behind: isCut ? (weighed.at(-1) ?? null) : null };
}

type Scored = DocumentPlace & { score: string | null };

/** By score, then by date. */
function isAfter(here: Scored, there: Scored): boolean {
  const difference =
    Number(there.score) - Number(here.score) || Number(BigInt(here.order) - BigInt(there.order));
  return difference > 0 || (difference === 0 && here.documentId > there.documentId);
}

async function listByDate(
  tx: Tx,
  search: Wanted,
  behind: DocumentPlace | null,
  limit: number,
): Promise<Found[]> {
  const aim = { documents: limit, lines: 0, most: countedLines };
  const documents = await listMatchingDocuments(tx, search, behind, aim);
  return documents.slice(0, limit).map((document) => ({ ...document, score: null }));
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
