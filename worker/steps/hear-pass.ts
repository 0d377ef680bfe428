import { engineId } from "@/server/batches/schema";
import { createProcessingJob, type JobClaim } from "@/server/jobs/processing-jobs";
import { jobParameters } from "@/server/jobs/work-schema";
import { parseFormatInfo } from "@/server/media/schema";
import { Prisma, type Tx } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { storageKeys } from "@/server/platform/storage";
import { runTogether } from "../bounds";
import type { SpeechEngine } from "../engines/engine";
import type { Step, StepContext } from "../step";
import { findPassPlan, keepPassChunk, keepPassPlan, listPassChunks } from "./pass-chunks";
import { type PlannedChunk, placeSeams, rangeHeard } from "./place-seams";
import { deriveSpeechMap, findSpeechMap, keepSpeechMap, listSpeech } from "./speech-map";
import { listKeptTerms } from "./vocabulary-terms";

/** Hears a recording once more, by another engine or cut in other pieces. As with the first hearing the pieces are
 * planned once and each is written once, so that a run after a crash goes on where the last one stopped. The last of
 * the passes that were asked for together asks for the merge. */
export const hearPass: Step<JobClaim> = async (context, run) => {
  const startedMs = performance.now();
  const { prisma, storage, engines } = context;
  const { mediaFileId, transcriptId, jobId } = run;
  const parameters = jobParameters.parse(run.parameters ?? {});
  const media = mediaFileId ? await prisma.mediaFile.findUnique({ where: { id: mediaFileId } }) : null;
  const format = parseFormatInfo(media?.formatInfo);
  if (!mediaFileId || !format) throw new TraxError("NOT_FOUND", { what: "recording" });
  if (!transcriptId) throw new TraxError("NOT_FOUND", { what: "transcript" });
  const engine = engines.get(chooseEngine(parameters.engine));
  const prefix = storageKeys.pass(mediaFileId, jobId);
  const master = await storage.fetchLocal(format.derived.masterKey);
  try {
    const samples = format.samples ?? format.durationMs * 16;
    const planned = await planOnce(context, engine, {
      prefix,
      samples,
      wavPath: master.path,
      masterKey: format.derived.masterKey,
      cut: parameters.chunks ?? "usual",
    });
    context.openCheckpoints();
    const language = parameters.language ?? null;
    const kept = run.batchId ? await listKeptTerms(prisma, { batchId: run.batchId }) : [];
    const terms = kept.map(({ text }) => text);
    const hearing = { prefix, planned, wavPath: master.path, language, terms };
    const heard = await hearMissing(context, engine, hearing);
    return {
      resultData: {
        engine: engine.description.id,
        chunks: planned.length,
        /** Of them, those that this run heard; the others were there from a run before it. */
        decodedChunks: heard,
        elapsedSeconds: (performance.now() - startedMs) / 1000,
      },
      write: (tx) => askForMerge(tx, run, transcriptId),
      asksForWork: true,
    };
  } finally {
    await master.release();
  }
};

function chooseEngine(wanted: string | undefined) {
  const parsed = engineId.safeParse(wanted);
  if (parsed.success) return parsed.data;
  throw new TraxError("ENGINE_UNKNOWN", { engine: String(wanted), known: engineId.options.join(", ") });
}

async function planOnce(
  { storage, signal, account }: StepContext,
  engine: SpeechEngine,
  of: { prefix: string; samples: number; wavPath: string; masterKey: string; cut: "usual" | "short" },
): Promise<PlannedChunk[]> {
  const existing = await findPassPlan(storage, of.prefix);
  if (existing) return existing;
  let map = await findSpeechMap(storage, of.masterKey, of.samples);
  if (!map) {
    map = deriveSpeechMap(await engine.detectSpeech(of.wavPath, { signal, account }), of.samples);
    await keepSpeechMap(storage, of.masterKey, map);
  }
  const ranges = engine.planChunks(listSpeech(map), of.samples, of.cut);
  // Told nothing of the text before, it hears what the first hearing did not make it expect.
  const planned = await placeSeams(of.wavPath, ranges, { takesText: false, signal });
  await keepPassPlan(storage, of.prefix, planned);
  return planned;
}

/** As many chunks at once as there are slots for the batch. Asked to stop, or once one has failed, it lets what is being
 * heard come to its end and keeps it: it may be paid for. Returns how many were heard.
 * @throws the reason of a stop, unless there was nothing left to do */
async function hearMissing(
  context: StepContext,
  engine: SpeechEngine,
  of: {
    prefix: string;
    planned: PlannedChunk[];
    wavPath: string;
    language: string | null;
    terms: readonly string[];
  },
): Promise<number> {
  const { storage, account, softStop } = context;
  const known = await listPassChunks(storage, of.prefix);
  const missing = [...of.planned.entries()].filter(([index]) => !known.has(index));
  const showProgress = (heard: number) => {
    const done = of.planned.length - missing.length + heard;
    context.setProgress(of.planned.length === 0 ? 1 : done / of.planned.length);
  };
  showProgress(0);
  const failed = new AbortController();
  const stop = AbortSignal.any([softStop, failed.signal]);
  let heard = 0;
  let next = 0;

  async function hearNext(signal: AbortSignal): Promise<void> {
    for (let entry = missing[next++]; entry !== undefined && !stop.aborted; entry = missing[next++]) {
      const [index, chunk] = entry;
      const request = { signal, softStop: stop, account, language: of.language, terms: of.terms };
      const result = await engine.transcribeChunk(of.wavPath, rangeHeard(chunk), request);
      signal.throwIfAborted();
      await keepPassChunk(storage, of.prefix, index, result);
      showProgress(++heard);
    }
  }

  const lanes = engine.lanes ?? Math.min(context.engines.slots, account.engineSlots) + 1;
  await runTogether(context.signal, (signal) =>
    Array.from({ length: lanes }, () =>
      hearNext(signal).catch((error: unknown) => {
        if (error !== stop.reason) failed.abort(error);
      }),
    ),
  );
  context.signal.throwIfAborted();
  failed.signal.throwIfAborted();
  if (heard < missing.length) softStop.throwIfAborted();
  return heard;
}

/** The pass that ends last asks for the merge; two that end in the same moment take turns at the result. */
async function askForMerge(tx: Tx, run: JobClaim, transcriptId: string): Promise<void> {
  const {
    request,
    passes = 1,
    exportsWanted,
    findSpeakers,
    speakerCount,
    speakerEngine,
  } = jobParameters.parse(run.parameters ?? {});
  const { mediaFileId, documentId, batchId, jobId } = run;
  if (!mediaFileId || !request) return;
  await tx.$queryRaw(Prisma.sql`
    select 1 from transcription_results where id = ${transcriptId}::uuid for update`);
  const [row] = await tx.$queryRaw<{ completed: number; sourceIndex: number }[]>(Prisma.sql`
    select (count(*) filter (where status = 'completed' and id <> ${jobId}))::int as completed,
      max(source_index) as "sourceIndex"
    from v2_processing_jobs
    where transcript_id = ${transcriptId}::uuid and job_type = 'pass' and parameters->>'request' = ${request}`);
  if (!row || row.completed < passes - 1) return;
  await createProcessingJob(tx, {
    jobType: "merge",
    ...{ transcriptId, mediaFileId, documentId, batchId, sourceIndex: row.sourceIndex },
    parameters: { request, passes, exportsWanted, findSpeakers, speakerCount, speakerEngine },
  });
}
