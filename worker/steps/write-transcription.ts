import type { z } from "zod";
import type { Claim } from "@/server/jobs/lifecycle";
import type { Tx } from "@/server/platform/db";
import { storedJson } from "@/server/platform/stored-json";
import { traxVersion } from "@/server/platform/version";
import { processingMetadata, rawContent } from "@/server/transcripts/result-schema";
import { type MachineSegments, machineSegments } from "@/server/transcripts/schema";
import { writeDocumentResult } from "@/server/transcripts/write-result";
import { SAMPLE_RATE } from "../engines/engine";
import type { AssembledResult } from "./assemble-result";

const PIPELINE_VERSION = "v1";

/** Writes the machine's result, in Whisper's shapes (seconds as floats), and puts it before the person. Runs in the
 * transaction that ends the item, so there is one result for one finished item. */
export async function writeTranscription(
  tx: Tx,
  run: Claim,
  result: AssembledResult,
  processingTimeSeconds: number,
): Promise<void> {
  const row = await tx.transcriptionResult.create({
    data: {
      mediaFileId: run.mediaFileId,
      version: PIPELINE_VERSION,
      pipelineVersion: PIPELINE_VERSION,
      textContent: result.text,
      segments: storedJson(machineSegments, toSegments(result)),
      rawContent: storedJson(rawContent, toRawContent(result)),
      accuracyEstimate: result.accuracy?.accuracy ?? null,
      processingTimeSeconds,
      qualityWarnings: result.warnings,
      processingMetadata: storedJson(processingMetadata, {
        engine: result.engine,
        model: result.engine,
        traxVersion,
        meanLogprob: result.meanLogprob,
        accuracyRange: result.accuracy && { low: result.accuracy.low, high: result.accuracy.high },
        chunkCount: result.chunks.length,
        wordCount: result.words.length,
      }),
    },
    select: { id: true },
  });
  await tx.batchItem.update({ where: { id: run.itemId }, data: { transcriptId: row.id } });
  if (!run.documentId) return;
  await writeDocumentResult(tx, {
    documentId: run.documentId,
    resultId: row.id,
    segments: result.segments,
  });
}

function toSegments(result: AssembledResult): MachineSegments {
  return result.segments.map((line, id) => ({
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

/** The engine's own output, chunk by chunk, as a verbose transcription. */
function toRawContent(result: AssembledResult): z.input<typeof rawContent> {
  return {
    task: "transcribe",
    language: "en",
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
    })),
  };
}
