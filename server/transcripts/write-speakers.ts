import { randomUUID } from "node:crypto";
import type { SpokenTurn } from "@/core/diarization/assign-speakers";
import { type EarlierSpeakers, placeSpeakers } from "@/core/diarization/place-speakers";
import { isEmptyChange } from "@/core/transcript/document-change";
import type { PlainDocument } from "@/core/transcript/plain-document";
import { Prisma, type Tx } from "@/server/platform/db";
import { readEarlierSpeakers } from "./earlier-speakers";
import { toSegment } from "./segment-views";
import { writeChange } from "./write-change";

interface SpeakersInput {
  documentId: string;
  resultId: string;
  turns: readonly SpokenTurn[];
  /** People whose voices were recognised, by voice. */
  known?: ReadonlyMap<number, { profileId: number; name: string }>;
}

/** Gives the lines of a document the speakers that were told apart in its recording, as one revision that can be taken
 * back. What a person wrote, named or assigned stays.
 * @returns which speaker of the document each voice is; null where another result has taken the place of this one */
export async function writeSpeakers(tx: Tx, input: SpeakersInput): Promise<Map<number, string> | null> {
  const { documentId, resultId, turns, known } = input;
  const [row] = await tx.$queryRaw<{ ownerId: number; currentResultId: string | null }[]>(Prisma.sql`
    select owner_id as "ownerId", current_result_id as "currentResultId" from transcript_documents
    where id = ${documentId}::uuid for update`);
  if (row?.currentResultId !== resultId) return null;
  const [lines, speakers] = await Promise.all([
    tx.transcriptSegment.findMany({ where: { documentId }, orderBy: [{ position: "asc" }, { id: "asc" }] }),
    tx.transcriptSpeaker.findMany({ where: { documentId } }),
  ]);
  const document: PlainDocument = {
    segments: lines.map(toSegment),
    speakers: speakers.map(({ id, label, profileId }) => ({ id, label, profileId })),
    comments: [],
  };
  const earlier = await findEarlierSpeakers(tx, documentId);
  const { change, speakerIds } = placeSpeakers({ document, turns, earlier, newId: randomUUID, known });
  if (!isEmptyChange(change)) {
    const byId = new Map(document.segments.map((line) => [line.id, line]));
    await writeChange(tx, {
      ownerId: row.ownerId,
      documentId,
      commandId: null,
      kind: "machine.speakers",
      change,
      findSegment: (id) => byId.get(id) ?? null,
    });
  }
  return speakerIds;
}

/** What the last diarization made of the document, be it of a result before this one. */
async function findEarlierSpeakers(tx: Tx, documentId: string): Promise<EarlierSpeakers | null> {
  const job = await tx.v2ProcessingJob.findFirst({
    where: { documentId, jobType: "diarization", status: "completed" },
    orderBy: { id: "desc" },
    select: { transcript: { select: { diarizationContent: true } } },
  });
  return readEarlierSpeakers(job?.transcript?.diarizationContent);
}
