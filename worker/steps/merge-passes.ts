import {
  type MergedDecodings,
  type MergedWord,
  mergeDecodings,
  type VoteSettings,
} from "@/core/alignment/merge-decodings";
import type { QualityReport } from "@/core/quality/derive-quality-report";
import { segmentWords } from "@/core/transcript/segment-words";
import type { TimedWord } from "@/core/transcript/types";
import { exportFormats } from "@/server/exports/schema";
import { createDiarization } from "@/server/jobs/diarization";
import { createProcessingJob, type JobClaim } from "@/server/jobs/processing-jobs";
import { jobParameters } from "@/server/jobs/work-schema";
import { parseFormatInfo } from "@/server/media/schema";
import { Prisma, type PrismaClient } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { storageKeys } from "@/server/platform/storage";
import { storedJson } from "@/server/platform/stored-json";
import { measureNewResult } from "@/server/quality/measure-results";
import { toSegmentViews } from "@/server/transcripts/data";
import { readMetadata } from "@/server/transcripts/read-metadata";
import { mergedContent, processingMetadata, qualityWarningsV2 } from "@/server/transcripts/result-schema";
import { machineSegments } from "@/server/transcripts/schema";
import { writeDocumentResult } from "@/server/transcripts/write-result";
import type { Step, StepContext } from "../step";
import { judgeMerge } from "./judge-merge";
import { measureRecording } from "./measure-recording";
import { type ReadPass, readPass } from "./pass-chunks";
import { findSpeechMap } from "./speech-map";

/** How votes are counted and what each hearing weighs, as `bench -- passes` found them. */
export const voteSettings: VoteSettings = { countShare: 0.25, absentConfidence: 0.6, unknownConfidence: 0.5 };
export const weightOfPass = (engine: string, chunks: "usual" | "short"): number => {
  if (engine === "moonshine-tiny") return 0.65;
  return chunks === "short" ? 0.5 : 1;
};

interface HeardPass extends ReadPass {
  engine: string;
  chunks: "usual" | "short";
}

/** Puts several hearings of one recording together, word by word, beside what the first engine heard, which stays as it
 * is. The person is given the merged text, with what they corrected meanwhile. */
export const mergePasses: Step<JobClaim> = async (context, run) => {
  const { prisma, storage, signal } = context;
  const { transcriptId, mediaFileId, documentId } = run;
  const {
    request,
    exportsWanted = [],
    findSpeakers,
    speakerCount = null,
    speakerEngine,
  } = jobParameters.parse(run.parameters ?? {});
  const result = transcriptId
    ? await prisma.transcriptionResult.findUnique({
        where: { id: transcriptId },
        include: { mediaFile: { select: { formatInfo: true } } },
      })
    : null;
  if (!result || !mediaFileId) throw new TraxError("NOT_FOUND", { what: "transcript" });
  const job = await prisma.v2ProcessingJob.findUniqueOrThrow({
    where: { id: run.jobId },
    select: { sourceIndex: true },
  });
  const { engine, model } = readMetadata(result.processingMetadata);
  const passes: HeardPass[] = [
    {
      ...{ engine, model, chunks: "usual", loops: [] },
      words: listWords(machineSegments.parse(result.segments ?? [])),
      timesEstimated: processingMetadata.safeParse(result.processingMetadata).data?.timesEstimated ?? false,
    },
  ];
  const jobs = await listPassJobs(prisma, result.id, request ?? "");
  for (const { id, parameters } of jobs) {
    signal.throwIfAborted();
    const heard = await readPass(storage, storageKeys.pass(mediaFileId, id));
    passes.push({
      engine: parameters.engine ?? "unknown",
      chunks: parameters.chunks ?? "usual",
      ...heard,
    });
  }
  const merged = mergeDecodings(
    passes.map((pass) => ({ words: pass.words, weight: weightOfPass(pass.engine, pass.chunks) })),
    voteSettings,
  );
  const lines = segmentWords(merged.words);
  const content = mergedContent.parse({
    passes: passes.map((pass) => ({
      engine: pass.engine,
      model: pass.model ?? undefined,
      settings: { chunks: pass.chunks },
    })),
    agreement: merged.agreement,
    text: lines.map((line) => line.text).join(" "),
    segments: lines.map((line, id) => ({
      id,
      start: line.startMs / 1000,
      end: line.endMs / 1000,
      text: ` ${line.text}`,
      words: (line.words as MergedWord[]).map(toMergedWord),
    })),
    leftOut: merged.leftOut.map((word) => ({ ...toHeardWord(word), pass: word.pass })),
  });
  const quality = await judge(context, { ...result, mediaFile: result.mediaFile }, passes, merged);
  return {
    resultData: {
      passes: passes.length,
      words: merged.words.length,
      leftOut: merged.leftOut.length,
      agreement: merged.agreement,
    },
    async write(tx) {
      const [row] = await tx.$queryRaw<{ metadata: unknown }[]>(Prisma.sql`
        select processing_metadata as metadata from transcription_results where id = ${result.id}::uuid for update`);
      // Another result may have taken its place meanwhile; then the merge is kept with its own.
      const isShown = documentId
        ? await tx.transcriptDocument.count({ where: { id: documentId, currentResultId: result.id } })
        : 0;
      if (documentId && isShown > 0) {
        // Before the merge is written: what the person corrected, they corrected in the text of before.
        const idPrefix = `${result.id.slice(0, 8)}-m`;
        await writeDocumentResult(tx, { documentId, resultId: result.id, idPrefix, segments: lines });
      }
      await tx.transcriptionResult.update({
        where: { id: result.id },
        data: {
          mergedContent: storedJson(mergedContent, content),
          // Speakers that were found before stay found.
          pipelineVersion: result.diarizationContent === null ? "v3" : "v4",
          processingMetadata: storedJson(processingMetadata, {
            ...((row?.metadata as Record<string, unknown> | null) ?? {}),
            passAgreement: merged.agreement,
            ...(quality && toMetadata(quality)),
          }),
          // Said of the text that is there now, no longer of the first hearing.
          ...(quality && {
            accuracyEstimate: quality.accuracy?.accuracy ?? null,
            qualityWarnings: quality.codes,
            qualityWarningsV2: storedJson(
              qualityWarningsV2,
              quality.warnings.map((warning) => ({ ...warning })),
            ),
          }),
        },
      });
      if (documentId) await measureNewResult(tx, { documentId, resultId: result.id });
      const { batchId } = run;
      const { sourceIndex } = job;
      const of = { mediaFileId, documentId, batchId, sourceIndex, transcriptId: result.id };
      // Names are to be in the downloads.
      if (findSpeakers)
        return createDiarization(tx, { ...of, count: speakerCount, engine: speakerEngine, exportsWanted });
      for (const format of exportFormats.filter((known) => exportsWanted.includes(known))) {
        await createProcessingJob(tx, { jobType: "export", ...of, parameters: { format } });
      }
    },
    asksForWork: exportsWanted.length > 0 || findSpeakers === true,
    async onFinished() {
      for (const { id } of jobs) await storage.removePrefix(storageKeys.pass(mediaFileId, id));
    },
  };
};

/** Null of a recording that is no longer there to be listened to: then what was said of the first hearing stands. */
async function judge(
  context: StepContext,
  result: Parameters<typeof judgeMerge>[0]["first"] & { mediaFile: { formatInfo: unknown } | null },
  passes: readonly HeardPass[],
  merged: MergedDecodings,
): Promise<QualityReport | null> {
  const format = parseFormatInfo(result.mediaFile?.formatInfo);
  if (!format) return null;
  const { masterKey } = format.derived;
  const map = await findSpeechMap(context.storage, masterKey, format.samples ?? format.durationMs * 16);
  const master = await context.storage.fetchLocal(masterKey);
  try {
    const heard = passes[0]?.words.map(({ startMs, endMs }) => ({
      range: { start: startMs * 16, end: endMs * 16 },
    }));
    const windows = await measureRecording(context, format, master.path, heard ?? []);
    return judgeMerge({ passes, merged, first: result, windows, format, map });
  } finally {
    await master.release();
  }
}

const toMetadata = ({ accuracy, signals }: QualityReport) => ({
  accuracyRange: accuracy && { low: accuracy.low, high: accuracy.high },
  accuracyBasis: accuracy?.basis ?? null,
  meanLogprob: signals.meanLogprob,
  qualitySignals: { ...signals },
});

async function listPassJobs(prisma: PrismaClient, transcriptId: string, request: string) {
  const rows = await prisma.v2ProcessingJob.findMany({
    where: { transcriptId, jobType: "pass", status: "completed" },
    orderBy: { id: "asc" },
    select: { id: true, parameters: true },
  });
  return rows
    .map(({ id, parameters }) => ({ id, parameters: jobParameters.catch({}).parse(parameters ?? {}) }))
    .filter(({ parameters }) => parameters.request === request)
    .sort((a, b) => (a.parameters.pass ?? 0) - (b.parameters.pass ?? 0));
}

function listWords(segments: Parameters<typeof toSegmentViews>[0]): TimedWord[] {
  return toSegmentViews(segments).flatMap(({ words }) =>
    words.map(({ text, startMs, endMs, confidence }) => ({ text, startMs, endMs, confidence })),
  );
}

const toHeardWord = ({ text, startMs, endMs, confidence }: TimedWord) => ({
  word: ` ${text}`,
  start: startMs / 1000,
  end: endMs / 1000,
  probability: confidence,
});

const toMergedWord = (word: MergedWord) => ({
  ...toHeardWord(word),
  pass: word.pass,
  agreed: word.agreed,
  lost: word.lost.map(({ pass, text, confidence }) => ({ pass, word: text, probability: confidence })),
});
