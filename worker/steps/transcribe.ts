import type { VocabularyTerm } from "@/core/transcript/parse-terms";
import { availablePipelines, engineId } from "@/server/batches/schema";
import type { Claim } from "@/server/jobs/lifecycle";
import { type FormatInfo, parseFormatInfo } from "@/server/media/schema";
import { getSettings } from "@/server/platform/env";
import { TraxError } from "@/server/platform/errors";
import { findSpeechServer } from "@/server/platform/speech-server";
import { withDatabasePatience } from "@/server/platform/with-database-patience";
import { requireMachineText } from "@/server/transcripts/require-machine-text";
import { runTogether } from "../bounds";
import type { ChunkResult, SpeechEngine } from "../engines/engine";
import type { Step, StepContext } from "../step";
import { assembleResult } from "./assemble-result";
import { clipSpeech } from "./clip-speech";
import { deriveTextBefore } from "./join-chunks";
import { findStretch } from "./join-with-text";
import { measureRecording } from "./measure-recording";
import { placeSeams, rangeHeard } from "./place-seams";
import { isRetry, planRetriesOnce, settleRetries } from "./retry-troubles";
import { deriveSpeechMap, findSpeechMap, keepSpeechMap, listSpeech } from "./speech-map";
import {
  countDecodedChunks,
  listChunks,
  planChunks,
  type StoredChunk,
  saveChunk,
} from "./transcription-chunks";
import { listKeptTerms } from "./vocabulary-terms";
import { watchLanguage } from "./watch-language";
import { asksForJobs, writeTranscription } from "./write-transcription";

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
  requirePipeline(run.taskData);
  const range = findStretch(run);
  // Without the rest of the text, what is heard of a stretch would be of no use.
  if (range) await requireMachineText(prisma, run.documentId ?? run.itemId);
  // What cannot be loaded, or has to be fetched first, is known before anything else is done.
  await engine.prepare(signal, { account: context.account });
  const master = await storage.fetchLocal(format.derived.masterKey);
  try {
    const terms = await listKeptTerms(prisma, run);
    const planned = await planOnce(context, run, engine, master.path, format);
    context.openCheckpoints();
    const decodedChunks = await decodeMissing(context, run, engine, master.path, planned, terms);
    const { masterKey } = format.derived;
    const whole = await findSpeechMap(storage, masterKey, format.samples ?? format.durationMs * 16);
    const map = whole && clipSpeech(whole, range);
    const heard = await withDatabasePatience(() => listChunks(prisma, run.itemId), signal);
    if (await withDatabasePatience(() => planRetriesOnce(prisma, run, heard, map), signal)) {
      const again = await listChunks(prisma, run.itemId);
      await decodeMissing(context, run, engine, master.path, again, terms);
    }
    const stored = await withDatabasePatience(() => listChunks(prisma, run.itemId), signal);
    const chunks = stored.filter((chunk) => !isRetry(chunk));
    const settled = settleRetries(stored, map);
    signal.throwIfAborted();
    setProgress(1);

    const elapsedSeconds = (performance.now() - startedMs) / 1000;
    const pricePerMinute = findSpeechServer()?.pricePerMinute ?? null;
    // How loud all of it is says nothing of a stretch.
    const windows = range ? [] : await measureRecording(context, format, master.path, chunks);
    const result = assembleResult({
      ...{ chunks, format, engine: engine.description, pricePerMinute, windows },
      ...{ words: settled?.words, found: settled?.found ?? [] },
      retries: stored.filter(isRetry),
      told: findLanguageWanted(run),
      terms,
    });
    return {
      resultData: {
        chunks: chunks.length,
        /** Of them, those that this run decoded; the others were there from a run before it. */
        decodedChunks,
        /** Stretches that were heard once more. */
        retried: stored.length - chunks.length,
        words: result.words.length,
        elapsedSeconds,
        warnings: result.quality.codes,
      },
      write: (tx) => writeTranscription(tx, run, result, elapsedSeconds),
      asksForWork: asksForJobs(run, result),
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

function findLanguageWanted({ taskData }: Claim): string | null {
  const wanted = (taskData as { language?: unknown } | null)?.language;
  return typeof wanted === "string" && wanted !== "" ? wanted : null;
}

/** What a newer version took on may be more than this one carries out. */
function requirePipeline(taskData: unknown): void {
  const version = (taskData as { pipelineVersion?: unknown } | null)?.pipelineVersion ?? "v1";
  if (!availablePipelines.some((known) => known === version)) {
    throw new TraxError("PIPELINE_UNAVAILABLE", {
      version: String(version),
      known: availablePipelines.join(", "),
    });
  }
}

/** The plan is made once for an item, of the map of speech that is made once for a recording. */
async function planOnce(
  context: StepContext,
  run: Claim,
  engine: SpeechEngine,
  masterPath: string,
  format: FormatInfo,
): Promise<StoredChunk[]> {
  const existing = await listChunks(context.prisma, run.itemId);
  if (existing.length > 0) return existing;
  const { masterKey } = format.derived;
  // Recordings of earlier versions have no count, and then the millisecond has to do.
  const samples = format.samples ?? format.durationMs * 16;
  let map = await findSpeechMap(context.storage, masterKey, samples);
  if (!map) {
    const regions = await engine.detectSpeech(masterPath, {
      signal: context.signal,
      account: context.account,
      onProgress: (fraction) => context.setProgress(fraction * DETECT_SHARE),
    });
    map = deriveSpeechMap(regions, samples);
    await keepSpeechMap(context.storage, masterKey, map);
  }
  const stretch = findStretch(run);
  const ranges = engine.planChunks(listSpeech(clipSpeech(map, stretch)), samples);
  const { signal } = context;
  const placed = await placeSeams(masterPath, ranges, { takesText: engine.takesText ?? false, signal });
  await planChunks(context.prisma, run, placed, { isStretch: stretch !== null });
  return listChunks(context.prisma, run.itemId);
}

/** As many chunks at once as there are slots for the batch; which slot hears which is no matter, their bounds are
 * fixed. Asked to stop, or once one has failed, it lets what is being heard come to its end and saves it: it may be paid
 * for.
 * Returns how many were decoded.
 * @throws the reason of a stop, unless there was nothing left to do */
async function decodeMissing(
  context: StepContext,
  run: Claim,
  engine: SpeechEngine,
  masterPath: string,
  planned: StoredChunk[],
  terms: readonly VocabularyTerm[],
): Promise<number> {
  const { prisma, account, softStop } = context;
  // What waits for the text of another comes last: that is begun by then, whoever has it.
  const missing = planned
    .filter((chunk) => chunk.result === null)
    .sort((a, b) => Number(waitsForText(a)) - Number(waitsForText(b)) || a.index - b.index);
  /** Chunks whose text another one is told. */
  const sources = new Set(planned.map(({ context: carried }) => carried?.textOf));
  const heard = new Map<number, Promise<ChunkResult> | ChunkResult>();
  for (const { index, result } of planned) if (result && sources.has(index)) heard.set(index, result);
  const language = findLanguageWanted(run);
  const named = terms.map(({ text }) => text);
  const watch = watchLanguage(
    engine.description,
    planned.filter((chunk) => !isRetry(chunk)),
    language,
  );
  watch.check();
  const known = await countDecodedChunks(prisma, run.itemId);
  let decoded = 0;
  let next = 0;
  const failed = new AbortController();
  const stop = AbortSignal.any([softStop, failed.signal]);

  async function hear(chunk: StoredChunk, signal: AbortSignal): Promise<ChunkResult> {
    const range = rangeHeard(chunk);
    const source = await heard.get(chunk.context?.textOf ?? -1);
    const textBefore = source ? deriveTextBefore(source.words, range.start) : null;
    return engine.transcribeChunk(masterPath, range, {
      signal,
      softStop: stop,
      account,
      language,
      textBefore,
      terms: named,
    });
  }

  async function decodeNext(signal: AbortSignal): Promise<void> {
    for (let chunk = missing[next++]; chunk !== undefined && !stop.aborted; chunk = missing[next++]) {
      const { index } = chunk;
      const hearing = hear(chunk, signal);
      if (sources.has(index)) heard.set(index, hearing);
      const result = await hearing;
      signal.throwIfAborted();
      const saved = await withDatabasePatience(() => saveChunk(prisma, run, index, result), context.signal);
      if (!saved) throw new Error("the claim is stale");
      decoded += 1;
      if (!isRetry(chunk)) watch.note(index, result);
      context.setProgress(DETECT_SHARE + (1 - DETECT_SHARE) * ((known + decoded) / planned.length));
    }
  }

  // One more than the slots: a slot never waits for the last result to be written.
  const lanes = engine.lanes ?? Math.min(context.engines.slots, account.engineSlots) + 1;
  await runTogether(context.signal, (signal) =>
    Array.from({ length: lanes }, () =>
      decodeNext(signal).catch((error: unknown) => {
        // Else a chunk that had not begun when the stop was asked for.
        if (error !== stop.reason) failed.abort(error);
      }),
    ),
  );
  context.signal.throwIfAborted();
  failed.signal.throwIfAborted();
  if (decoded < missing.length) softStop.throwIfAborted();
  return missing.length;
}

function waitsForText({ context }: StoredChunk): boolean {
  return context !== null && context.textOf !== null;
}
