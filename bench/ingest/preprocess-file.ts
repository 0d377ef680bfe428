import { randomUUID } from "node:crypto";
import { link, mkdir } from "node:fs/promises";
import path from "node:path";
import type { PrismaClient } from "@/server/platform/db";
import { getLogger } from "@/server/platform/logger";
import { getStorage, homeFolders, storageKeys } from "@/server/platform/storage";
import { buildMedia } from "@/server/testing/factories";
import { createResourceMeter } from "@/worker/resources/resource-meter";
import type { StepContext } from "@/worker/step";
import { preprocess } from "@/worker/steps/preprocess";

/** The step as the worker runs it, on a file of this machine: probe, decode, resample, waveform, levels, checksum, and
 * the rows. What it made is removed.
 * @returns its seconds, and how many samples it found */
export async function preprocessFile(
  prisma: PrismaClient,
  file: string,
): Promise<{ seconds: number; samples: number }> {
  const mediaFileId = await buildMedia(prisma, { fileName: path.basename(file) });
  const original = path.join(homeFolders.media(), storageKeys.original(mediaFileId));
  await mkdir(path.dirname(original), { recursive: true });
  await link(file, original);
  const storage = getStorage();
  const never = new AbortController().signal;
  const context: StepContext = {
    prisma,
    storage,
    engines: {
      slots: 1,
      get: () => {
        throw new Error("no engine is needed");
      },
    } as unknown as StepContext["engines"],
    logger: getLogger(),
    signal: never,
    softStop: never,
    openCheckpoints: () => {},
    account: createResourceMeter().open({ batchId: "bench", memoryLimitMb: 2_048, engineSlots: 1 }),
    setProgress: () => {},
  };
  const startedMs = performance.now();
  const output = await preprocess(context, {
    ...{ itemId: randomUUID(), claimToken: randomUUID(), batchId: randomUUID(), ownerId: 1, sourceIndex: 0 },
    ...{ taskType: "preprocess", taskData: {}, mediaFileId, documentId: null, retryCount: 0, maxRetries: 3 },
    ...{ memoryLimitMb: 2_048, cpuLimitPercent: 90 },
  });
  await prisma.$transaction(async (tx) => output.write?.(tx));
  const seconds = (performance.now() - startedMs) / 1000;
  await storage.removePrefix(storageKeys.derivedOf(mediaFileId));
  await storage.removePrefix(storageKeys.source(mediaFileId));
  return { seconds, samples: Number(output.resultData.samples) };
}
