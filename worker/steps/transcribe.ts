import { engineId } from "@/server/batches/schema";
import type { Claim } from "@/server/jobs/lifecycle";
import { parseFormatInfo } from "@/server/media/schema";
import { getSettings } from "@/server/platform/env";
import { TraxError } from "@/server/platform/errors";
import { withDatabasePatience } from "@/server/platform/with-database-patience";
import { runTogether } from "../bounds";
import type { SampleRange, SpeechEngine } from "../engines/engine";
import type { Step, StepContext } from "../step";
import { assembleResult } from "./assemble-result";
import {
  countDecodedChunks,
  listChunks,
  planChunks,
  type StoredChunk,
  saveChunk,
} from "./transcription-chunks";
import { writeTranscription } from "./write-transcription";

/** Finding speech is a small part of the work: progress starts with it. */
const DETECT_SHARE = 0.1;

/** Hears a recording chunk by chunk. The chunks are planned once and kept; each is decoded by whoever has the
 * claim and written once, so a run after a crash goes on where the last one stopped and ends in the same words. */
export const transcribe: Step = async (context, run) => {
  const startedMs = performance.now();
  const { prisma, storage, engines, signal, setProgress } = context;
  const media = run.mediaFileId
    ? await prisma.mediaFile.findUnique({ where: { id: run.mediaFileId } })
    : null;
  const format = parseFormatInfo(media?.formatInfo);
  if (!media || !format) throw new TraxError("NOT_FOUND", { what: "recording" });

  const engine = engines.get(chooseEngine(run.taskData));
  const master = await storage.fetchLocal(format.derived.masterKey);
  try {
    const totalSamples = format.durationMs * 16;
    const planned = await planOnce(context, run, engine, master.path, totalSamples);
    context.openCheckpoints();
    const decodedChunks = await decodeMissing(context, run, engine, master.path, planned);
    const chunks = await withDatabasePatience(() => listChunks(prisma, run.itemId), signal);
    signal.throwIfAborted();
    setProgress(1);

    const elapsedSeconds = (performance.now() - startedMs) / 1000;
    const result = assembleResult({ chunks, format, engineId: engine.description.id });
    return {
      resultData: {
        chunks: chunks.length,
        /** Of them, those that this run decoded; the others were there from a run before it. */
        decodedChunks,
        words: result.words.length,
        elapsedSeconds,
        warnings: result.warnings,
      },
      write: (tx) => writeTranscription(tx, run, result, elapsedSeconds),
    };
  } finally {
    await master.release();
  }
};

function chooseEngine(taskData: unknown) {
  const wanted = (taskData as { engine?: unknown } | null)?.engine ?? getSettings().TRAX_ENGINE;
  const parsed = engineId.safeParse(wanted);
  if (!parsed.success) {
    throw new TraxError("ENGINE_UNKNOWN", { engine: String(wanted), known: engineId.options.join(", ") });
  }
  return parsed.data;
}

async function planOnce(
  context: StepContext,
  run: Claim,
  engine: SpeechEngine,
  masterPath: string,
  totalSamples: number,
): Promise<StoredChunk[]> {
  const existing = await listChunks(context.prisma, run.itemId);
  if (existing.length > 0) return existing;
  const regions = await engine.detectSpeech(masterPath, {
    signal: context.signal,
    account: context.account,
    onProgress: (fraction) => context.setProgress(fraction * DETECT_SHARE),
  });
  const ranges: SampleRange[] = engine.planChunks(regions, totalSamples);
  await planChunks(context.prisma, run, ranges);
  return listChunks(context.prisma, run.itemId);
}

/** As many chunks at once as there are slots for the batch; which slot hears which is no matter, their bounds are
 * fixed. The first failure ends the others. Asked to stop, it lets what is being heard come to its end and saves it.
 * Returns how many were decoded.
 * @throws the reason of a stop, unless there was nothing left to do */
async function decodeMissing(
  context: StepContext,
  run: Claim,
  engine: SpeechEngine,
  masterPath: string,
  planned: StoredChunk[],
): Promise<number> {
  const { prisma, account, softStop } = context;
  const missing = planned.filter((chunk) => chunk.result === null);
  const known = await countDecodedChunks(prisma, run.itemId);
  let decoded = 0;
  let next = 0;

  async function decodeNext(signal: AbortSignal): Promise<void> {
    for (let chunk = missing[next++]; chunk !== undefined && !softStop.aborted; chunk = missing[next++]) {
      const result = await engine.transcribeChunk(masterPath, chunk.range, { signal, softStop, account });
      signal.throwIfAborted();
      const { index } = chunk;
      const saved = await withDatabasePatience(() => saveChunk(prisma, run, index, result), context.signal);
      if (!saved) throw new Error("the claim is stale");
      decoded += 1;
      context.setProgress(DETECT_SHARE + (1 - DETECT_SHARE) * ((known + decoded) / planned.length));
    }
  }

  // One more than the slots: a slot never waits for the last result to be written.
  const lanes = Math.min(context.engines.slots, account.engineSlots) + 1;
  await runTogether(context.signal, (signal) =>
    Array.from({ length: lanes }, () =>
      decodeNext(signal).catch((error: unknown) => {
        // A chunk that had not begun when the stop was asked for; the other lanes go on with theirs.
        if (error !== softStop.reason) throw error;
      }),
    ),
  );
  if (decoded < missing.length) softStop.throwIfAborted();
  return missing.length;
}
