import type { KnownVoice } from "@/core/diarization/compare-voices";
import { parseEmbedding } from "@/core/diarization/embedding-text";
import { type Db, Prisma, type Tx } from "@/server/platform/db";
import { storedJson } from "@/server/platform/stored-json";
import { type DiarizationContent, diarizationContent } from "@/server/transcripts/result-schema";

/** A voice as it was heard in one transcript. */
export interface StoredVoice extends KnownVoice {
  documentId: string;
  resultId: string;
  /** The machine's name of it, unique in its result. */
  speaker: string;
  /** The speaker of the document that it is; null where that one is gone. */
  speakerId: string | null;
  /** What that speaker is called. */
  label: string | null;
  profileId: number | null;
  isConfirmed: boolean;
  pitchHz: number | null;
  /** Only voices of one model are compared. */
  model: string;
}

/** More transcripts than this are not looked through; the newest are. */
const mostDocuments = 2_000;

/** Voices of an owner's transcripts, newest transcript first; of those in the trash none. */
export async function listStoredVoices(
  ownerId: number,
  db: Db,
  { profileId }: { profileId?: number } = {},
): Promise<StoredVoice[]> {
  const ofProfile =
    profileId === undefined
      ? Prisma.empty
      : Prisma.sql`and result.diarization_content @> ${JSON.stringify({ voices: [{ profileId }] })}::jsonb`;
  const rows = await db.$queryRaw<
    { documentId: string; resultId: string; content: unknown; speakers: Record<string, string> | null }[]
  >(Prisma.sql`
    select document.id as "documentId", result.id as "resultId",
      jsonb_build_object('voices', result.diarization_content->'voices', 'model', result.diarization_content->'model')
        as content,
      (select jsonb_object_agg(speaker.id, speaker.label) from transcript_speakers speaker
        where speaker.document_id = document.id) as speakers
    from transcript_documents document
    join transcription_results result on result.id = document.current_result_id
    where document.owner_id = ${ownerId} and document.deleted_at is null
      and jsonb_typeof(result.diarization_content->'voices') = 'array' ${ofProfile}
    order by document.created_at desc, document.id desc limit ${mostDocuments}`);
  return rows.flatMap(({ documentId, resultId, content, speakers }) => {
    const { voices = [], model: modelOfAll } = diarizationContent.safeParse(content).data ?? {};
    return voices.flatMap((voice): StoredVoice[] => {
      const embedding = parseEmbedding(voice.embedding);
      const model = voice.model ?? modelOfAll;
      if (!embedding || model === undefined || (profileId !== undefined && voice.profileId !== profileId))
        return [];
      const label = (voice.speakerId !== undefined && speakers?.[voice.speakerId]) || null;
      return [
        {
          ...{ documentId, resultId, embedding, model, label },
          speaker: voice.speaker,
          speakerId: label === null ? null : (voice.speakerId ?? null),
          seconds: voice.seconds ?? 0,
          profileId: voice.profileId ?? null,
          isConfirmed: voice.isConfirmed ?? false,
          pitchHz: voice.pitchHz ?? null,
        },
      ];
    });
  });
}

/** Changes who the voices of a result are. What else is there stays as it is. */
export async function changeContent(
  tx: Tx,
  resultId: string,
  change: (content: DiarizationContent) => DiarizationContent,
): Promise<void> {
  const [row] = await tx.$queryRaw<{ content: unknown }[]>(Prisma.sql`
    select diarization_content as content from transcription_results where id = ${resultId}::uuid for update`);
  const content = diarizationContent.safeParse(row?.content).data;
  if (!content) return;
  await tx.transcriptionResult.update({
    where: { id: resultId },
    data: { diarizationContent: storedJson(diarizationContent, change(content)) },
  });
}

/** Pure. One voice is a person from now on; null: nobody known. */
export function giveVoice(
  content: DiarizationContent,
  speaker: string,
  profileId: number | null,
  { isConfirmed }: { isConfirmed: boolean },
): DiarizationContent {
  return {
    ...content,
    voices: content.voices?.map((voice) =>
      voice.speaker === speaker ? { ...voice, profileId, isConfirmed, suggestion: null } : voice,
    ),
    turns: content.turns?.map((turn) => (turn.speaker === speaker ? { ...turn, profileId } : turn)),
  };
}
