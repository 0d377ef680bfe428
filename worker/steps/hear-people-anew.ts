import { poolVoices } from "@/core/diarization/compare-voices";
import { parseFormatInfo } from "@/server/media/schema";
import { listOutdatedVoices, type OutdatedVoice } from "@/server/speakers/outdated-voices";
import type { StepContext } from "../step";

/** Hears the voices of known people anew that an older model had heard, so that they can be compared with what this one
 * hears. A recording that is gone, or cannot be read, leaves its voice as it is. */
export async function hearPeopleAnew(
  { prisma, storage, engines, signal, account, logger }: StepContext,
  ownerId: number,
  model: string,
): Promise<{ voice: OutdatedVoice; embedding: Float32Array }[]> {
  const heard: { voice: OutdatedVoice; embedding: Float32Array }[] = [];
  for (const voice of await listOutdatedVoices(ownerId, model, prisma)) {
    signal.throwIfAborted();
    const masterKey = parseFormatInfo(voice.formatInfo)?.derived.masterKey;
    if (masterKey === undefined || voice.stretches.length === 0) continue;
    try {
      const master = await storage.fetchLocal(masterKey);
      try {
        const ranges = voice.stretches.map(({ startMs, endMs }) => ({
          start: startMs * 16,
          end: endMs * 16,
        }));
        const pooled = poolVoices(await engines.speakers.embed(master.path, ranges, { signal, account }));
        if (pooled) heard.push({ voice, embedding: pooled.embedding });
      } finally {
        await master.release();
      }
    } catch (error) {
      signal.throwIfAborted();
      logger.warn({ err: String(error), mediaFileId: voice.mediaFileId }, "a known voice was not heard anew");
    }
  }
  return heard;
}
