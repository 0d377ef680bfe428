import { speakerEngineIds, speakerEngines } from "@/core/speech/speaker-engines";
import { findSpeakerModel } from "@/core/speech/speaker-models";
import { listReadyModels } from "@/server/models/data";
import { getPrisma, Prisma, type PrismaClient } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { diarizationContent } from "@/server/transcripts/result-schema";
import type { SpeakersEngines, SpeakersTurns } from "./schema";

/** Who spoke when in the recording of a transcript, as the machine heard it.
 * @throws TraxError NOT_FOUND */
export async function listTurns(
  ownerId: number,
  documentId: string,
  prisma: PrismaClient = getPrisma(),
): Promise<SpeakersTurns> {
  const document = await prisma.transcriptDocument.findFirst({
    where: { id: documentId, ownerId },
    select: {
      currentResult: { select: { diarizationContent: true } },
      speakers: { select: { id: true } },
    },
  });
  if (!document) throw new TraxError("NOT_FOUND", { what: "transcript" });
  const content = diarizationContent.safeParse(document.currentResult?.diarizationContent ?? {}).data ?? {};
  const { turns = [], voices = [], model = null, isUncertain = false } = content;
  const names = await prisma.speakerProfile.findMany({
    where: { userId: ownerId, id: { in: voices.flatMap(({ suggestion }) => suggestion?.profileId ?? []) } },
    select: { id: true, name: true },
  });
  const found = await prisma.transcriptRevision.findFirst({
    where: { documentId, kind: "machine.speakers" },
    orderBy: { revision: "desc" },
    select: { commandId: true },
  });
  const nameOf = new Map(names.map(({ id, name }) => [id, name]));
  const known = new Set(document.speakers.map(({ id }) => id));
  const numbers = new Map<string, number>();
  for (const { speaker } of [...voices, ...turns])
    if (!numbers.has(speaker)) numbers.set(speaker, numbers.size + 1);
  const speakerIds = new Map(
    voices.map(({ speaker, speakerId }) => [
      speaker,
      speakerId !== undefined && known.has(speakerId) ? speakerId : null,
    ]),
  );
  const lengthOf = (list: typeof turns) => list.reduce((sum, { start, end }) => sum + end - start, 0);
  const spoken = lengthOf(turns);
  return {
    turns: turns.map(({ speaker, start, end, confidence, overlaps }) => ({
      voice: numbers.get(speaker) ?? 0,
      speakerId: speakerIds.get(speaker) ?? null,
      startMs: Math.round(start * 1000),
      endMs: Math.round(end * 1000),
      confidence: confidence ?? 0,
      overlaps: overlaps ?? false,
    })),
    voices: voices.map(({ speaker, seconds, pitchHz, suggestion }) => ({
      voice: numbers.get(speaker) ?? 0,
      speakerId: speakerIds.get(speaker) ?? null,
      seconds: seconds ?? 0,
      pitchHz: pitchHz ?? null,
      suggestion:
        suggestion && nameOf.has(suggestion.profileId)
          ? { ...suggestion, name: nameOf.get(suggestion.profileId) ?? "" }
          : null,
    })),
    isUncertain,
    changeId: found?.commandId ?? null,
    overlapShare: spoken > 0 ? Math.min(1, lengthOf(turns.filter(({ overlaps }) => overlaps)) / spoken) : 0,
    model,
  };
}

/** What can tell the speakers of a transcript apart: what came with its text first, where anything did.
 * @throws TraxError NOT_FOUND */
export async function listSpeakerEngines(
  ownerId: number,
  documentId: string,
  prisma: PrismaClient = getPrisma(),
): Promise<SpeakersEngines> {
  const [row] = await prisma.$queryRaw<{ isTold: boolean }[]>(Prisma.sql`
    select coalesce(jsonb_path_exists(result.raw_content, '$.segments[*].turns[0]'), false) as "isTold"
    from transcript_documents document
    left join transcription_results result on result.id = document.current_result_id
    where document.id = ${documentId}::uuid and document.owner_id = ${ownerId}`);
  if (!row) throw new TraxError("NOT_FOUND", { what: "transcript" });
  const ready = await listReadyModels(prisma);
  const told = row.isTold ? (["speech-server"] as const) : [];
  return [...told, ...speakerEngineIds.filter((id) => id !== "speech-server")].map((id) => {
    const model = findSpeakerModel(id);
    return { id, ...speakerEngines[id], fetchBytes: model && !ready.has(id) ? model.sizeBytes : null };
  });
}
