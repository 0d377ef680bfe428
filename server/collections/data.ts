import { type Db, getPrisma, Prisma } from "@/server/platform/db";
import type { OrderOutput } from "./schema";

/** More nobody chooses from. */
const mostTags = 500;

/** What an owner put in order: collections and tags, and how many transcripts each has. */
export async function listOrder(ownerId: number, db: Db = getPrisma()): Promise<OrderOutput> {
  const [collections, tags] = await Promise.all([
    db.$queryRaw<OrderOutput["collections"]>(Prisma.sql`
      select collection.id, collection.name, count(document.id)::int as "documentCount"
      from collections collection
      left join collection_documents held on held.collection_id = collection.id
      left join transcript_documents document on document.id = held.document_id
        and document.owner_id = ${ownerId} and document.deleted_at is null
      where collection.owner_id = ${ownerId} group by collection.id order by lower(collection.name), collection.id`),
    db.$queryRaw<OrderOutput["tags"]>(Prisma.sql`
      select tagged.tag, count(*)::int as "documentCount"
      from document_tags tagged join transcript_documents document on document.id = tagged.document_id
      where document.owner_id = ${ownerId} and document.deleted_at is null
      group by tagged.tag order by count(*) desc, tagged.tag limit ${mostTags}`),
  ]);
  return { collections, tags };
}
