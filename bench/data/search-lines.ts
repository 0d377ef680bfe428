import { Prisma, type PrismaClient } from "@/server/platform/db";
import { withQueryLimit } from "@/server/platform/with-query-limit";
import {
  firstPlace,
  getMatches,
  isRare,
  placeOf,
  type SearchPlace,
  selectMatchingLines,
} from "@/server/search/matching-lines";
import { compileSearchQuery } from "@/server/search/query-terms";

const LINES = 20;

interface Place extends SearchPlace {
  id: string;
}

/** What the search of the library is made of: lines of an owner that hold words, the newest transcript first, by keyset.
 * @returns where the next page begins, null behind the last */
export async function searchLines(
  ownerId: number,
  query: string,
  after: SearchPlace | null,
  prisma: PrismaClient,
): Promise<SearchPlace | null> {
  return withQueryLimit(prisma, async (tx) => {
    const { tsquery } = await compileSearchQuery(tx, ownerId, query, false);
    if (tsquery === null) return null;
    const found = selectMatchingLines(
      ownerId,
      { tsquery, where: {}, rare: await isRare(tx, ownerId, tsquery) },
      after ? placeOf(after) : firstPlace,
      LINES + 1,
    );
    const rows = await tx.$queryRaw<Place[]>(Prisma.sql`
      select id, document_order::text as order, document_id as "documentId", position::text as position,
        id as "segmentId" from (${found}) as found
      order by document_order, document_id, position, id`);
    const page = rows.slice(0, LINES);
    // What is shown of a line is cut out of the few that are shown.
    await getMatches(
      tx,
      ownerId,
      page.map(({ id }) => id),
      tsquery,
    );
    return rows.length > LINES ? (page.at(-1) ?? null) : null;
  });
}
