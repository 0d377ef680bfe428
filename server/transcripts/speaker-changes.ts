import { emptyChange } from "@/core/transcript/document-change";
import { Prisma, type Tx } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { writeChange } from "./write-change";

/** Calls a speaker of a document by a name, and says which person that is, as one change that can be taken back.
 * @throws TraxError NOT_FOUND */
export async function nameSpeaker(
  tx: Tx,
  ownerId: number,
  wanted: { documentId: string; speakerId: string; label: string; profileId: number },
): Promise<void> {
  const { documentId, speakerId, ...after } = wanted;
  await lockDocument(tx, ownerId, documentId);
  const speaker = await tx.transcriptSpeaker.findFirst({ where: { id: speakerId, documentId } });
  if (!speaker) throw new TraxError("NOT_FOUND", { what: "speaker" });
  const { label, profileId } = speaker;
  if (label === after.label && profileId === after.profileId) return;
  await writeChange(tx, {
    ownerId,
    documentId,
    commandId: null,
    kind: "speaker.remember",
    change: { ...emptyChange, speakers: [{ id: speakerId, before: { label, profileId }, after }] },
    findSegment: () => null,
  });
}

async function lockDocument(tx: Tx, ownerId: number, documentId: string): Promise<void> {
  const rows = await tx.$queryRaw<unknown[]>(Prisma.sql`
    select 1 from transcript_documents where id = ${documentId}::uuid and owner_id = ${ownerId} for update`);
  if (rows.length === 0) throw new TraxError("NOT_FOUND", { what: "transcript" });
}
