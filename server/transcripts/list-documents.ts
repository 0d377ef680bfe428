import { type Db, getPrisma, Prisma } from "@/server/platform/db";
import { documentConditions } from "./document-filter";
import { getSummaries } from "./document-summaries";
import type { DocumentFilter, DocumentSummary, documentSorts } from "./schema";

interface ListInput {
  filter: string;
  where?: DocumentFilter;
  sort?: (typeof documentSorts)[number];
  trash: boolean;
  cursor?: string | null;
  limit: number;
}

interface Order {
  key: Prisma.Sql;
  /** Of the key, as the cursor carries it as text. */
  type: Prisma.Sql;
  isDescending: boolean;
}

const size = Prisma.sql`coalesce(media.file_size, -1)`;
const duration = Prisma.sql`coalesce(media.duration_seconds, -1)`;
const orders: Record<NonNullable<ListInput["sort"]>, Order> = {
  newest: { key: Prisma.sql`document.created_at`, type: Prisma.sql`timestamptz`, isDescending: true },
  oldest: { key: Prisma.sql`document.created_at`, type: Prisma.sql`timestamptz`, isDescending: false },
  changed: { key: Prisma.sql`document.updated_at`, type: Prisma.sql`timestamptz`, isDescending: true },
  title: { key: Prisma.sql`lower(document.title)`, type: Prisma.sql`text`, isDescending: false },
  longest: { key: duration, type: Prisma.sql`float8`, isDescending: true },
  largest: { key: size, type: Prisma.sql`bigint`, isDescending: true },
};

/** By keyset: a later page costs what the first does. A cursor of another order, or none of ours, begins anew. */
export async function listDocuments(
  ownerId: number,
  input: ListInput,
  db: Db = getPrisma(),
): Promise<{ documents: DocumentSummary[]; nextCursor: string | null }> {
  const sort = input.sort ?? "newest";
  const { key, type, isDescending } = orders[sort];
  const after = parseCursor(input.cursor, sort);
  const pattern = `%${input.filter.replace(/[\\%_]/g, "\\$&")}%`;
  const direction = isDescending ? Prisma.sql`desc` : Prisma.sql`asc`;
  const isAfter = isDescending ? Prisma.sql`<` : Prisma.sql`>`;
  const rows = await db.$queryRaw<{ id: string; key: string }[]>(Prisma.sql`
    select document.id, ${key}::text as key
    from transcript_documents document left join media_files media on media.id = document.media_file_id
    where document.owner_id = ${ownerId} and (document.deleted_at is not null) = ${input.trash}
      ${input.filter ? Prisma.sql`and document.title ilike ${pattern}` : Prisma.empty}
      ${documentConditions(input.where ?? {})}
      ${after ? Prisma.sql`and (${key}, document.id) ${isAfter} (${after.key}::${type}, ${after.id}::uuid)` : Prisma.empty}
    order by ${key} ${direction}, document.id ${direction} limit ${input.limit + 1}`);
  const page = rows.slice(0, input.limit);
  const last = page.at(-1);
  return {
    documents: await getSummaries(
      ownerId,
      page.map((row) => row.id),
      db,
    ),
    nextCursor: rows.length > input.limit && last ? `${sort}_${last.id}_${last.key}` : null,
  };
}

const keyPatterns: Record<string, RegExp> = {
  timestamptz: /^\d{4,6}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?[+-]\d\d(?::\d\d){0,2}$/,
  float8: /^-?\d{1,20}(?:\.\d{1,20})?(?:e[+-]?\d{1,3})?$/,
  bigint: /^-?\d{1,18}$/,
  text: /^/,
};

function parseCursor(cursor: string | null | undefined, sort: string): { id: string; key: string } | null {
  const [, ofSort, id, key] =
    /^([a-z]+)_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})_(.*)$/s.exec(cursor ?? "") ?? [];
  if (ofSort !== sort || id === undefined || key === undefined) return null;
  const type = orders[sort as keyof typeof orders].type.sql;
  return keyPatterns[type]?.test(key) ? { id, key } : null;
}
