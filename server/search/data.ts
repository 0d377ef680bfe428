import { getPrisma, Prisma, type PrismaClient } from "@/server/platform/db";
import { withQueryLimit } from "@/server/platform/with-query-limit";
import { firstPlace, getMatches, isRare, placeOf, selectMatchingLines } from "./matching-lines";
import { compileSearchQuery } from "./query-terms";
import type { SearchInput, SearchOutput } from "./schema";

/** Lines of an owner's transcripts that hold the words, the newest transcript first, its lines in their order; not those
 * in the trash. By keyset: a later page costs what the first does.
 * @throws SEARCH_TOO_SLOW */
export async function searchSegments(
  ownerId: number,
  { query, where, documentId, cursor, limit }: SearchInput,
  prisma: PrismaClient = getPrisma(),
): Promise<SearchOutput> {
  return withQueryLimit(prisma, async (tx) => {
    const { tsquery } = await compileSearchQuery(tx, ownerId, query, false);
    if (tsquery === null) return { matches: [], nextCursor: null };
    const found = selectMatchingLines(
      ownerId,
      {
        ...{ tsquery, where, only: documentId ? Prisma.sql`${documentId}::uuid` : undefined },
        rare: await isRare(tx, ownerId, tsquery),
      },
      cursor ? placeOf(cursor) : firstPlace,
      limit + 1,
    );
    const rows = await tx.$queryRaw<{ id: string; place: string }[]>(Prisma.sql`
      select id, concat_ws('_', document_order, document_id, position, id) as place from (${found}) as found
      order by document_order, document_id, position, id`);
    const page = rows.slice(0, limit);
    // What is shown of a line is cut out of the few that are shown.
    const matches = await getMatches(
      tx,
      ownerId,
      page.map(({ id }) => id),
      tsquery,
    );
    return {
      matches: page.flatMap(({ id }) => matches.get(id) ?? []),
      nextCursor: rows.length > limit ? (page.at(-1)?.place ?? null) : null,
    };
  });
}
