import { type KnownVoice, matchPeople, voiceBounds } from "@/core/diarization/compare-voices";
import { parseEmbedding } from "@/core/diarization/embedding-text";
import { batchKeeps } from "@/server/jobs/work-schema";
import type { Tx } from "@/server/platform/db";
import { voiceCharacteristics } from "./schema";

export interface Recognised {
  profileId: number;
  name: string;
  confidence: number;
  /** As good as certain; else it is asked about. */
  isSure: boolean;
}

/** Who the voices of a new transcript are, of the people whom its owner knows.
 * @returns in the order of the voices; null as a whole: voices of this owner or batch are neither kept nor compared */
export async function recogniseVoices(
  tx: Tx,
  {
    ownerId,
    batchId,
    model,
    voices,
  }: {
    ownerId: number;
    batchId: string | null;
    model: string;
    voices: readonly KnownVoice[];
  },
): Promise<(Recognised | null)[] | null> {
  const [user, batch] = await Promise.all([
    tx.user.findUniqueOrThrow({ where: { id: ownerId }, select: { recognisesVoices: true } }),
    batchId === null ? null : tx.batchJob.findUnique({ where: { id: batchId }, select: { settings: true } }),
  ]);
  const isOff = batchKeeps.safeParse(batch?.settings ?? {}).data?.recogniseVoices === false;
  if (!user.recognisesVoices || isOff) return null;
  const rows = await tx.speakerProfile.findMany({
    where: { userId: ownerId, embedding: { not: null } },
    select: { id: true, name: true, embedding: true, characteristics: true },
  });
  const people = rows.flatMap(({ id, name, embedding: text, characteristics }) => {
    const embedding = parseEmbedding(text);
    const { model: its, seconds = 0 } = voiceCharacteristics.safeParse(characteristics ?? {}).data ?? {};
    return embedding && its === model ? [{ id, name, embedding, seconds }] : [];
  });
  return matchPeople(voices, people).map(
    (match) =>
      match && {
        ...{ profileId: match.person.id, name: match.person.name, confidence: match.confidence },
        isSure: match.confidence >= voiceBounds.sure,
      },
  );
}
