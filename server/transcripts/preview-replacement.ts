import { type FindQuery, findHits } from "@/core/transcript/find-matches";
import { getPrisma, Prisma, type PrismaClient } from "@/server/platform/db";
import { withQueryLimit } from "@/server/platform/with-query-limit";
import { documentConditions } from "./document-filter";
import type { ReplaceLine, ReplacePreviewInput, ReplacePreviewOutput } from "./replace-schema";

interface Row extends Omit<ReplaceLine, "hits"> {
  place: string;
}

/** What a replacement is about, of the words that were typed. */
export function toFindQuery({
  text,
  matchesCase,
  wholeWord,
}: Pick<ReplacePreviewInput, "text" | "matchesCase" | "wholeWord">): FindQuery {
  return { text, matchesCase, wholeWord, isExpression: false };
}

/** Lines of an owner's transcripts that hold a text as it is, with every place of it; not those in the trash. Reads the
 * lines themselves: the search index knows words, and this finds all that a replacement is to change.
 * @throws SEARCH_TOO_SLOW */
export async function previewReplacement(
  ownerId: number,
  input: ReplacePreviewInput,
  prisma: PrismaClient = getPrisma(),
): Promise<ReplacePreviewOutput> {
  const query = toFindQuery(input);
  const lines: ReplaceLine[] = [];
  let cursor = input.cursor ?? null;
  return withQueryLimit(prisma, async (tx) => {
    for (;;) {
      const rows = await tx.$queryRaw<Row[]>(selectCandidates(ownerId, input, cursor));
      for (const { place, ...line } of rows) {
        // Of what has the letters, not all is a whole word.
        const hits = findHits(line.text, query);
        if (hits.length > 0 && lines.length === input.limit) return { lines, nextCursor: cursor };
        cursor = place;
        if (hits.length > 0) lines.push({ ...line, hits });
      }
      if (rows.length < candidatesAtOnce) return { lines, nextCursor: null };
    }
  });
}

const candidatesAtOnce = 500;

function selectCandidates(
  ownerId: number,
  { text, matchesCase, where }: ReplacePreviewInput,
  cursor: string | null,
): Prisma.Sql {
  const sought = text.normalize("NFC");
  const pattern = `%${sought.replace(/[\\%_]/g, "\\$&")}%`;
  const [order, documentId, position, segmentId] = cursor?.split("_") ?? [];
  return Prisma.sql`
    select line.document_id as "documentId", document.title, line.id as "segmentId", line.revision,
      line.start_ms as "startMs", line.text,
      concat_ws('_', line.document_order, line.document_id, line.position, line.id) as place
    from transcript_segments line join transcript_documents document on document.id = line.document_id
    where line.owner_id = ${ownerId} and document.deleted_at is null
      and ${matchesCase ? Prisma.sql`strpos(line.text, ${sought}) > 0` : Prisma.sql`line.text ilike ${pattern}`}
      ${
        cursor
          ? Prisma.sql`and (line.document_order, line.document_id, line.position, line.id)
              > (${order}::bigint, ${documentId}::uuid, ${position}::float8, ${segmentId}::uuid)`
          : Prisma.empty
      }
      ${documentConditions(where)}
    order by line.document_order, line.document_id, line.position, line.id limit ${candidatesAtOnce}`;
}
