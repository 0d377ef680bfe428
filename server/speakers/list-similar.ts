import { listSimilarLines } from "@/core/diarization/place-speakers";
import { getPrisma, type PrismaClient } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { getDocument, listAllSegments, readEarlierSpeakers } from "@/server/transcripts/data";

/** The lines that are said by the voice of a line, in order, with the line itself; not those a person gave to somebody.
 * @throws TraxError NOT_FOUND, VOICE_UNKNOWN */
export async function listSimilar(
  ownerId: number,
  { documentId, segmentId }: { documentId: string; segmentId: string },
  prisma: PrismaClient = getPrisma(),
): Promise<string[]> {
  const [{ speakers }, segments] = await Promise.all([
    getDocument(ownerId, documentId, prisma),
    listAllSegments(ownerId, documentId, prisma),
  ]);
  if (!segments.some(({ id }) => id === segmentId)) throw new TraxError("NOT_FOUND", { what: "line" });
  const row = await prisma.transcriptDocument.findUnique({
    where: { id: documentId },
    select: { currentResult: { select: { diarizationContent: true } } },
  });
  const heard = readEarlierSpeakers(row?.currentResult?.diarizationContent);
  if (!heard) throw new TraxError("VOICE_UNKNOWN");
  return listSimilarLines({ segments, speakers, comments: [] }, heard, segmentId);
}
