import { getPrisma, Prisma, type PrismaClient, type Tx } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { libraryLimits } from "./schema";

/** Makes a collection with what is to be in it. One of that name that is there already takes it.
 * @throws TraxError COLLECTIONS_TOO_MANY */
export async function createCollection(
  ownerId: number,
  input: { name: string; documentIds: string[] },
  prisma: PrismaClient = getPrisma(),
): Promise<{ collectionId: string }> {
  return prisma.$transaction(async (tx) => {
    await lockOwner(tx, ownerId);
    const { name } = input;
    const there = await tx.collection.findUnique({ where: { ownerId_name: { ownerId, name } } });
    if (!there && (await tx.collection.count({ where: { ownerId } })) >= libraryLimits.collections) {
      throw new TraxError("COLLECTIONS_TOO_MANY", { limit: libraryLimits.collections });
    }
    const collectionId = (there ?? (await tx.collection.create({ data: { ownerId, name } }))).id;
    await addDocuments(tx, ownerId, collectionId, input.documentIds);
    return { collectionId };
  });
}

/** @throws TraxError NOT_FOUND, COLLECTION_NAME_TAKEN */
export async function renameCollection(
  ownerId: number,
  { collectionId, name }: { collectionId: string; name: string },
  prisma: PrismaClient = getPrisma(),
): Promise<{ collectionId: string }> {
  return prisma.$transaction(async (tx) => {
    await lockOwner(tx, ownerId);
    await requireCollection(tx, ownerId, collectionId);
    const taken = await tx.collection.findFirst({ where: { ownerId, name, id: { not: collectionId } } });
    if (taken) throw new TraxError("COLLECTION_NAME_TAKEN", { name });
    await tx.collection.update({ where: { id: collectionId }, data: { name } });
    return { collectionId };
  });
}

/** Its transcripts stay. Returns what it was, to be made again.
 * @throws TraxError NOT_FOUND */
export async function removeCollection(
  ownerId: number,
  collectionId: string,
  prisma: PrismaClient = getPrisma(),
): Promise<{ name: string; documentIds: string[] }> {
  return prisma.$transaction(async (tx) => {
    const { name } = await requireCollection(tx, ownerId, collectionId);
    const held = await tx.collectionDocument.findMany({
      where: { collectionId },
      select: { documentId: true },
      orderBy: { addedAt: "asc" },
    });
    await tx.collection.delete({ where: { id: collectionId } });
    return { name, documentIds: held.map(({ documentId }) => documentId) };
  });
}

/** Returns those that were not in it.
 * @throws TraxError NOT_FOUND of the collection; documents that are not the owner's are passed over */
export async function addToCollection(
  ownerId: number,
  { collectionId, documentIds }: { collectionId: string; documentIds: string[] },
  prisma: PrismaClient = getPrisma(),
): Promise<string[]> {
  return prisma.$transaction(async (tx) => {
    await requireCollection(tx, ownerId, collectionId);
    return addDocuments(tx, ownerId, collectionId, documentIds);
  });
}

/** Returns those that were in it.
 * @throws TraxError NOT_FOUND */
export async function takeFromCollection(
  ownerId: number,
  { collectionId, documentIds }: { collectionId: string; documentIds: string[] },
  prisma: PrismaClient = getPrisma(),
): Promise<string[]> {
  return prisma.$transaction(async (tx) => {
    await requireCollection(tx, ownerId, collectionId);
    const rows = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
      delete from collection_documents where collection_id = ${collectionId}::uuid
        and document_id = any(${documentIds}::uuid[]) returning document_id as id`);
    return rows.map(({ id }) => id);
  });
}

/** Returns those that did not have it.
 * @throws TraxError TAGS_TOO_MANY: then none was tagged */
export async function addTag(
  ownerId: number,
  { tag, documentIds }: { tag: string; documentIds: string[] },
  prisma: PrismaClient = getPrisma(),
): Promise<string[]> {
  return prisma.$transaction(async (tx) => {
    await lockOwner(tx, ownerId);
    const rows = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
      insert into document_tags (document_id, tag)
      select id, ${tag} from transcript_documents
      where owner_id = ${ownerId} and deleted_at is null and id = any(${documentIds}::uuid[])
      on conflict do nothing returning document_id as id`);
    const ids = rows.map(({ id }) => id);
    const [most] = await tx.documentTag.groupBy({
      by: ["documentId"],
      where: { documentId: { in: ids } },
      _count: true,
      orderBy: { _count: { tag: "desc" } },
      take: 1,
    });
    if (most && most._count > libraryLimits.tagsADocument) {
      throw new TraxError("TAGS_TOO_MANY", { limit: libraryLimits.tagsADocument });
    }
    return ids;
  });
}

/** Returns those that had it. */
export async function removeTag(
  ownerId: number,
  { tag, documentIds }: { tag: string; documentIds: string[] },
  prisma: PrismaClient = getPrisma(),
): Promise<string[]> {
  const rows = await prisma.$queryRaw<{ id: string }[]>(Prisma.sql`
    delete from document_tags tagged using transcript_documents document
    where document.id = tagged.document_id and document.owner_id = ${ownerId} and document.deleted_at is null
      and tagged.tag = ${tag} and tagged.document_id = any(${documentIds}::uuid[]) returning tagged.document_id as id`);
  return rows.map(({ id }) => id);
}

async function addDocuments(
  tx: Tx,
  ownerId: number,
  collectionId: string,
  documentIds: string[],
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    insert into collection_documents (collection_id, document_id)
    select ${collectionId}::uuid, id from transcript_documents
    where owner_id = ${ownerId} and id = any(${documentIds}::uuid[])
    on conflict do nothing returning document_id as id`);
  return rows.map(({ id }) => id);
}

/** Two that add at once take turns, and bounds hold. */
async function lockOwner(tx: Tx, ownerId: number): Promise<void> {
  await tx.$queryRaw(Prisma.sql`select 1 from users where id = ${ownerId} for update`);
}

async function requireCollection(tx: Tx, ownerId: number, collectionId: string): Promise<{ name: string }> {
  const found = await tx.collection.findFirst({
    where: { id: collectionId, ownerId },
    select: { name: true },
  });
  if (!found) throw new TraxError("NOT_FOUND", { what: "collection" });
  return found;
}
