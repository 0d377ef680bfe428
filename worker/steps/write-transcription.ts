import type { z } from "zod";
import type { WordSegment } from "@/core/transcript/segment-words";
import { type ExportFormat, exportFormats } from "@/server/exports/schema";
import { createDiarization } from "@/server/jobs/diarization";
import type { Claim } from "@/server/jobs/lifecycle";
import { createProcessingJob } from "@/server/jobs/processing-jobs";
import { taskData } from "@/server/jobs/work-schema";
import type { Tx } from "@/server/platform/db";
import { storedJson } from "@/server/platform/stored-json";
import { traxVersion } from "@/server/platform/version";
import { measureNewResult } from "@/server/quality/measure-results";
import { createPasses } from "@/server/transcripts/request-passes";
import { processingMetadata, qualityWarningsV2, rawContent } from "@/server/transcripts/result-schema";
import { type MachineSegments, machineSegments } from "@/server/transcripts/schema";
import { writeDocumentResult } from "@/server/transcripts/write-result";
import { SAMPLE_RATE, type ServerTurn } from "../engines/engine";
import type { AssembledResult } from "./assemble-result";
import { findStretch, joinWithText } from "./join-with-text";
import type { StoredChunk } from "./transcription-chunks";

/** Of a task that says nothing: those of before knew of one pipeline. */
const PIPELINE_VERSION = "v1";
/** Those in which a recording is heard twice; the second finds its speakers too. */
const multiPass = ["v3", "v4"];
/** That in which the text is made better: its result becomes one of v2 then. */
const ENHANCING = "v2";
/** BCP 47's word for a language that was not found out. */
const UNKNOWN_LANGUAGE = "und";

/** Writes the machine's result, in Whisper's shapes (seconds as floats), and puts it before the person. Runs in the
 * transaction that ends the item, so there is one result for one finished item. */
export async function writeTranscription(
  tx: Tx,
  run: Claim,
  result: AssembledResult,
  processingTimeSeconds: number,
): Promise<void> {
  const task = taskData.parse(run.taskData ?? {});
  const wanted = task.pipelineVersion ?? PIPELINE_VERSION;
  // What is heard first is a result of v1; it becomes one of v3 when the further hearings are merged into it.
  const pipelineVersion = multiPass.includes(wanted) || wanted === ENHANCING ? PIPELINE_VERSION : wanted;
  const range = findStretch(run);
  const joined = range && (await joinWithText(tx, run.documentId, result, range));
  const { segments, text, codes, warnings } = joined ?? { ...result, ...result.quality };
  // What was measured of a stretch says nothing of the text that it is a part of.
  const { accuracy, signals } = joined ? { accuracy: null, signals: null } : result.quality;
  const row = await tx.transcriptionResult.create({
    data: {
      mediaFileId: run.mediaFileId,
      version: pipelineVersion,
      pipelineVersion,
      textContent: text,
      segments: storedJson(machineSegments, toSegments(segments)),
      rawContent: storedJson(rawContent, toRawContent(result, range === null)),
      accuracyEstimate: accuracy?.accuracy ?? null,
      processingTimeSeconds,
      qualityWarnings: codes,
      qualityWarningsV2: storedJson(
        qualityWarningsV2,
        warnings.map((warning) => ({ ...warning })),
      ),
      processingMetadata: storedJson(processingMetadata, {
        engine: result.engine,
        model: result.model,
        language: result.language ?? undefined,
        languageSource: result.language === null ? undefined : result.isLanguageTold ? "told" : "found",
        timesEstimated: result.timesEstimated || undefined,
        cost: result.cost ?? undefined,
        traxVersion,
        meanLogprob: signals?.meanLogprob,
        accuracyBasis: accuracy?.basis ?? null,
        accuracyRange: accuracy && { low: accuracy.low, high: accuracy.high },
        qualitySignals: signals ? { ...signals } : undefined,
        chunkCount: result.chunks.length,
        wordCount: result.words.length,
        vocabulary: result.vocabulary ?? undefined,
        ...(joined && { ...joined.metadata, wordCount: joined.wordCount }),
        domain: task.domain ?? undefined,
        speakersExpected: task.speakersExpected ?? undefined,
      }),
    },
    select: { id: true },
  });
  await tx.batchItem.update({ where: { id: run.itemId }, data: { transcriptId: row.id } });
  if (!run.documentId) return;
  await writeDocumentResult(tx, {
    documentId: run.documentId,
    resultId: row.id,
    segments,
  });
  await measureNewResult(tx, { documentId: run.documentId, resultId: row.id });
  const { mediaFileId, documentId, batchId, sourceIndex } = run;
  if (!mediaFileId) return;
  const speakers = wantsSpeakers(task, result)
    ? { count: countSpeakers(task.speakersExpected), engine: task.speakerEngine }
    : null;
  if (multiPass.includes(wanted)) {
    await createPasses(tx, {
      ...{ mediaFileId, documentId, batchId, sourceIndex, transcriptId: row.id },
      engine: result.engine,
      secondEngine: task.secondEngine ?? null,
      language: result.language,
      exportsWanted: listExportsWanted(run),
      speakers,
    });
    return;
  }
  if (speakers) {
    const of = { mediaFileId, documentId, batchId, sourceIndex, transcriptId: row.id };
    await createDiarization(tx, { ...of, ...speakers, exportsWanted: listExportsWanted(run) });
    return;
  }
  for (const format of listExportsWanted(run)) {
    const parameters = { format };
    const work = { mediaFileId, documentId, batchId, sourceIndex, transcriptId: row.id, parameters };
    await createProcessingJob(tx, { jobType: "export", ...work });
  }
}

/** Whether the end of the step asks for jobs. */
export function asksForJobs(run: Claim, { chunks }: Pick<AssembledResult, "chunks">): boolean {
  const task = taskData.safeParse(run.taskData ?? {}).data;
  const isHeardTwice = multiPass.includes(task?.pipelineVersion ?? PIPELINE_VERSION);
  return (
    isHeardTwice || task?.findSpeakers === true || chunks.some(hasTurns) || listExportsWanted(run).length > 0
  );
}

type Task = z.infer<typeof taskData>;

/** Also where nobody asked: a server that says who spoke was set up to. */
const wantsSpeakers = ({ pipelineVersion, findSpeakers, range }: Task, { chunks }: AssembledResult) =>
  !range && (findSpeakers === true || pipelineVersion === "v4" || chunks.some(hasTurns));

const hasTurns = ({ result }: StoredChunk) => (result?.turns?.length ?? 0) > 0;

/** The fewest are no bound: a voice that says little is easily missed, and nobody is made up. */
function countSpeakers(expected: Task["speakersExpected"]): { exactly: number } | { most: number } | null {
  if (!expected) return null;
  return expected.min === expected.max ? { exactly: expected.max } : { most: expected.max };
}

/** What is to be made of the text as soon as it is there; a format that this version does not know is left out. What
 * waits for a text that is made better is asked for by that step. */
function listExportsWanted(run: Claim): ExportFormat[] {
  const { exportsWanted, enhance } = taskData.safeParse(run.taskData ?? {}).data ?? {};
  const wanted = enhance ? [] : (exportsWanted ?? []);
  return exportFormats.filter((format) => wanted.includes(format));
}

function toSegments(lines: readonly WordSegment[]): MachineSegments {
  return lines.map((line, id) => ({
    id,
    start: line.startMs / 1000,
    end: line.endMs / 1000,
    text: ` ${line.text}`,
    words: line.words.map((word) => ({
      word: ` ${word.text}`,
      start: word.startMs / 1000,
      end: word.endMs / 1000,
      probability: word.confidence,
    })),
  }));
}

function toRawTurn({ speaker, startMs, endMs }: ServerTurn) {
  return { speaker, start: startMs / 1000, end: endMs / 1000 };
}

/** The engine's own output, chunk by chunk, as a verbose transcription. Who spoke in a stretch says nothing of the rest of
 * the recording, and is left out. */
function toRawContent(result: AssembledResult, isWhole: boolean): z.input<typeof rawContent> {
  return {
    task: "transcribe",
    language: result.language ?? UNKNOWN_LANGUAGE,
    duration: result.durationSeconds,
    text: result.text,
    segments: result.chunks.map((chunk) => ({
      id: chunk.index,
      seek: Math.round((chunk.range.start / SAMPLE_RATE) * 100),
      start: chunk.range.start / SAMPLE_RATE,
      end: chunk.range.end / SAMPLE_RATE,
      text: chunk.result?.text ?? "",
      tokens: chunk.result?.tokens ?? [],
      temperature: 0,
      avg_logprob: chunk.result?.avgLogprob ?? null,
      no_speech_prob: chunk.result?.noSpeechLogprob == null ? null : Math.exp(chunk.result.noSpeechLogprob),
      stopped: chunk.result?.stopped ?? null,
      ...(isWhole && hasTurns(chunk) && { turns: chunk.result?.turns?.map(toRawTurn) }),
    })),
  };
}
