import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Prisma } from "@/server/platform/db";
import { storageKeys } from "@/server/platform/storage";
import { withDatabasePatience } from "@/server/platform/with-database-patience";
import type { Step } from "@/worker/step";
import { listChunks, planChunks, saveChunk } from "@/worker/steps/transcription-chunks";
import { CHUNKS, decodeSynthetic } from "./synthetic-work";

/** Steps that write what the real ones write, by the same functions, and only pretend to hear. */

const FILE = "master.txt";
const SAMPLES = 16_000;

export const preprocess: Step = async ({ storage, signal, setProgress }, run) => {
  const mediaFileId = run.mediaFileId as string;
  const prefix = storageKeys.claim(mediaFileId, run.claimToken);
  const staged = await storage.stage(prefix);
  try {
    await writeFile(path.join(staged.path, FILE), mediaFileId);
    await delay(50, undefined, { signal });
    setProgress(0.5);
    await staged.commit();
  } catch (error) {
    await staged.discard();
    throw error;
  }
  return {
    resultData: { key: `${prefix}/${FILE}` },
    async write(tx) {
      await tx.mediaFile.update({
        where: { id: mediaFileId },
        data: { durationSeconds: CHUNKS, formatInfo: { syntheticKey: `${prefix}/${FILE}` } },
      });
    },
  };
};

export const transcribe: Step = async ({ prisma, storage, signal, setProgress }, run) => {
  const media = await prisma.mediaFile.findUniqueOrThrow({ where: { id: run.mediaFileId as string } });
  const { syntheticKey } = media.formatInfo as { syntheticKey: string };
  const master = await storage.fetchLocal(syntheticKey);
  const sound = await readFile(master.path, "utf8").finally(() => master.release());
  if (sound !== run.mediaFileId) throw new Error("the staged output is not what the step before it wrote");

  const plan = Array.from({ length: CHUNKS }, (_, at) => ({
    range: { start: at * SAMPLES, end: (at + 1) * SAMPLES },
    context: null,
  }));
  await withDatabasePatience(() => planChunks(prisma, run, plan), signal);
  const planned = await withDatabasePatience(() => listChunks(prisma, run.itemId), signal);
  for (const { index, result } of planned) {
    if (result !== null) continue;
    const { text, decodeMs } = decodeSynthetic(sound, index);
    await delay(decodeMs, undefined, { signal });
    const facts = { words: [], avgLogprob: -0.1, noSpeechLogprob: null, stopped: "end" as const, tokens: [] };
    const saved = await withDatabasePatience(() => saveChunk(prisma, run, index, { text, ...facts }), signal);
    if (!saved) throw new Error("the claim is stale");
    setProgress((index + 1) / CHUNKS);
  }
  const chunks = await withDatabasePatience(() => listChunks(prisma, run.itemId), signal);
  signal.throwIfAborted();
  const text = chunks.map((chunk) => chunk.result?.text ?? "").join(" ");
  return {
    resultData: { chunks: chunks.length },
    async write(tx) {
      const row = await tx.transcriptionResult.create({
        data: {
          mediaFileId: run.mediaFileId,
          textContent: text,
          segments: [],
          rawContent: {},
          processingMetadata: { itemId: run.itemId, claimToken: run.claimToken },
        },
        select: { id: true },
      });
      await tx.batchItem.update({ where: { id: run.itemId }, data: { transcriptId: row.id } });
      await tx.$executeRaw(Prisma.sql`
        select chaos_note('write', ${run.itemId}::uuid, ${run.claimToken}::uuid)`);
    },
  };
};
