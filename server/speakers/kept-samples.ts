import type { Tx } from "@/server/platform/db";
import { getStorage, storageKeys } from "@/server/platform/storage";
import { storedJson } from "@/server/platform/stored-json";
import { type VoiceCharacteristics, voiceCharacteristics } from "./schema";

/** Of a sample that was uploaded and heard, what is kept with its person. */
export type KeptSample = NonNullable<VoiceCharacteristics["samples"]>[number];

export function readSamples(characteristics: unknown): KeptSample[] {
  return voiceCharacteristics.safeParse(characteristics ?? {}).data?.samples ?? [];
}

/** The caller has locked the owner, and learns anew. */
export async function changeSamples(
  tx: Tx,
  profileId: number,
  change: (samples: KeptSample[]) => KeptSample[],
): Promise<void> {
  const row = await tx.speakerProfile.findUniqueOrThrow({
    where: { id: profileId },
    select: { characteristics: true },
  });
  const kept = voiceCharacteristics.safeParse(row.characteristics ?? {}).data ?? {};
  await tx.speakerProfile.update({
    where: { id: profileId },
    data: {
      characteristics: storedJson(voiceCharacteristics, { ...kept, samples: change(kept.samples ?? []) }),
    },
  });
}

/** Of samples whose rows are gone. */
export async function removeSampleFiles(mediaFileIds: readonly string[]): Promise<void> {
  const storage = getStorage();
  for (const id of mediaFileIds) {
    await storage.removePrefix(storageKeys.source(id));
    await storage.removePrefix(storageKeys.derivedOf(id));
  }
}
