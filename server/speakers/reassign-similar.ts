import { listSimilarLines } from "@/core/diarization/place-speakers";
import { emptyChange } from "@/core/transcript/document-change";
import { getPrisma, type PrismaClient } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { changeSpeakers, readEarlierSpeakers } from "@/server/transcripts/data";

/** Gives a speaker every line that is said by the voice of a line, as one change that can be taken back; lines that a
 * person gave to somebody stay. Returns how many lines that were.
 * @throws TraxError NOT_FOUND, VOICE_UNKNOWN */
export async function reassignSimilar(
  ownerId: number,
  { documentId, segmentId, speakerId }: { documentId: string; segmentId: string; speakerId: string },
  prisma: PrismaClient = getPrisma(),
): Promise<number> {
  return prisma.$transaction(async (tx) => {
    const document = await tx.transcriptDocument.findFirst({
      where: { id: documentId, ownerId },
      select: { currentResult: { select: { diarizationContent: true } } },
    });
    if (!document) throw new TraxError("NOT_FOUND", { what: "transcript" });
    const heard = readEarlierSpeakers(document.currentResult?.diarizationContent);
    if (!heard) throw new TraxError("VOICE_UNKNOWN");
    return changeSpeakers(tx, ownerId, documentId, "speaker.similar", (present) => {
      const { segments, speakers } = present;
      if (!speakers.some(({ id }) => id === speakerId)) throw new TraxError("NOT_FOUND", { what: "speaker" });
      if (!segments.some(({ id }) => id === segmentId)) throw new TraxError("NOT_FOUND", { what: "line" });
      const alike = new Set(listSimilarLines(present, heard, segmentId));
      const lines = segments.filter((line) => alike.has(line.id) && line.speakerId !== speakerId);
      return {
        ...emptyChange,
        segments: lines.map((line) => ({
          ...{ id: line.id, before: { speakerId: line.speakerId }, after: { speakerId } },
        })),
      };
    });
  });
}
