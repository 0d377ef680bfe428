import type { z } from "zod";
import { serializeEmbedding } from "@/core/diarization/embedding-text";
import { hearingSpeakerEngineIds, type SpeakerEngineId } from "@/core/speech/speaker-engines";
import { exportFormats } from "@/server/exports/schema";
import { createProcessingJob, type JobClaim } from "@/server/jobs/processing-jobs";
import { jobParameters } from "@/server/jobs/work-schema";
import { parseFormatInfo } from "@/server/media/schema";
import { Prisma, type PrismaClient, type Tx } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { storedJson } from "@/server/platform/stored-json";
import { replaceVoices } from "@/server/speakers/outdated-voices";
import { type Recognised, recogniseVoices } from "@/server/speakers/recognise-voices";
import { diarizationContent, processingMetadata } from "@/server/transcripts/result-schema";
import { segment } from "@/server/transcripts/schema";
import { writeSpeakers } from "@/server/transcripts/write-speakers";
import type { SampleRange } from "../engines/engine";
import { type BlockTurns, describeTurns } from "../engines/speakers/describe-turns";
import type { Diarization } from "../engines/speakers/speaker-engine";
import type { Step, StepContext } from "../step";
import { hearPeopleAnew } from "./hear-people-anew";
import { findServerTurns } from "./server-turns";
import { deriveSpeechMap, findSpeechMap, keepSpeechMap, listSpeech } from "./speech-map";

/** Of the whole, the share of looking for speech where nobody has looked yet. */
const speechShare = 0.2;

/** Tells apart who speaks in a recording whose text is there, whichever engine heard it, and gives the lines of the
 * document their speakers. The text of a machine stays as it is. */
export const diarize: Step<JobClaim> = async (context, run) => {
  const startedMs = performance.now();
  const { prisma, storage, engines, signal, account } = context;
  const { transcriptId, mediaFileId, documentId } = run;
  const parameters = jobParameters.parse(run.parameters ?? {});
  const media = mediaFileId ? await prisma.mediaFile.findUnique({ where: { id: mediaFileId } }) : null;
  const format = parseFormatInfo(media?.formatInfo);
  if (!mediaFileId || !format) throw new TraxError("NOT_FOUND", { what: "recording" });
  if (!transcriptId || !documentId) throw new TraxError("NOT_FOUND", { what: "transcript" });
  const { masterKey } = format.derived;
  const samples = format.samples ?? format.durationMs * 16;
  const { engineId, blocks } = await chooseSpeakers(prisma, transcriptId, parameters.speakerEngine);
  const master = await storage.fetchLocal(masterKey);
  let diarization: Diarization;
  try {
    const wavPath = master.path;
    const count = parameters.speakerCount ?? null;
    if (engineId === "speech-server") {
      const onProgress = context.setProgress;
      diarization = await describeTurns(
        engines.speakers,
        wavPath,
        { blocks, count },
        { ...{ signal, account }, onProgress },
      );
    } else {
      const words = await listWordTimes(prisma, documentId);
      const speech = await findSpeech(context, { masterKey, wavPath, samples });
      const from = speech.wasKnown ? 0 : speechShare;
      diarization = await engines
        .getSpeakers(engineId)
        .diarize(
          wavPath,
          { regions: speech.regions, words, count },
          { signal, account, onProgress: (done) => context.setProgress(from + (1 - from) * done) },
        );
    }
  } finally {
    await master.release();
  }
  signal.throwIfAborted();
  const { turns, voices, isUncertain, model } = diarization;
  const heardAnew = await hearPeopleAnew(context, run.ownerId, model);
  return {
    resultData: {
      engine: engineId,
      model,
      speakers: voices.length,
      turns: turns.length,
      isUncertain,
      elapsedSeconds: (performance.now() - startedMs) / 1000,
    },
    write: (tx) =>
      writeResult(tx, run, { transcriptId, mediaFileId, documentId, engineId, diarization, heardAnew }),
    asksForWork: true,
  };
};

/** What was asked for; else who spoke as the server said it with the text, where it did; else what comes with Trax.
 * @throws TraxError SPEAKER_ENGINE_UNKNOWN, SPEAKERS_NOT_TOLD */
async function chooseSpeakers(
  prisma: PrismaClient,
  resultId: string,
  asked: string | undefined,
): Promise<{ engineId: SpeakerEngineId; blocks: BlockTurns[] }> {
  const hearing = hearingSpeakerEngineIds.find((id) => id === asked);
  if (hearing) return { engineId: hearing, blocks: [] };
  if (asked !== undefined && asked !== "speech-server")
    throw new TraxError("SPEAKER_ENGINE_UNKNOWN", { engine: asked });
  const blocks = await findServerTurns(prisma, resultId);
  if (blocks) return { engineId: "speech-server", blocks };
  if (asked) throw new TraxError("SPEAKERS_NOT_TOLD");
  return { engineId: "trax-voices", blocks: [] };
}

async function findSpeech(
  { engines, storage, signal, account, setProgress }: StepContext,
  { masterKey, wavPath, samples }: { masterKey: string; wavPath: string; samples: number },
): Promise<{ regions: SampleRange[]; wasKnown: boolean }> {
  const known = await findSpeechMap(storage, masterKey, samples);
  if (known) return { regions: listSpeech(known), wasKnown: true };
  const onProgress = (done: number) => setProgress(speechShare * done);
  const regions = await engines.get("moonshine-base").detectSpeech(wavPath, { signal, account, onProgress });
  const map = deriveSpeechMap(regions, samples);
  await keepSpeechMap(storage, masterKey, map);
  return { regions: listSpeech(map), wasKnown: false };
}

/** Where words begin and end is where speakers change. */
async function listWordTimes(
  prisma: PrismaClient,
  documentId: string,
): Promise<{ startMs: number; endMs: number }[]> {
  const rows = await prisma.transcriptSegment.findMany({
    where: { documentId },
    orderBy: [{ position: "asc" }, { id: "asc" }],
    select: { words: true },
  });
  return rows.flatMap(({ words }) =>
    (segment.shape.words.safeParse(words).data ?? []).map(({ startMs, endMs }) => ({ startMs, endMs })),
  );
}

interface ResultOf {
  transcriptId: string;
  mediaFileId: string;
  documentId: string;
  engineId: SpeakerEngineId;
  diarization: Diarization;
  heardAnew: Awaited<ReturnType<typeof hearPeopleAnew>>;
}

async function writeResult(tx: Tx, run: JobClaim, of: ResultOf): Promise<void> {
  const { transcriptId, mediaFileId, documentId, engineId, diarization } = of;
  const [row] = await tx.$queryRaw<{ metadata: unknown; sourceIndex: number }[]>(Prisma.sql`
    select result.processing_metadata as metadata, job.source_index as "sourceIndex"
    from transcription_results result, v2_processing_jobs job
    where result.id = ${transcriptId}::uuid and job.id = ${run.jobId} for update of result`);
  if (!row) throw new TraxError("NOT_FOUND", { what: "transcript" });
  const { turns, voices, model } = diarization;
  const { batchId, ownerId } = run;
  await replaceVoices(tx, ownerId, model, of.heardAnew);
  const people = await recogniseVoices(tx, { ownerId, batchId, model, voices });
  const known = new Map(
    voices.flatMap(({ speaker }, index) => {
      const person = people?.[index];
      return person?.isSure ? [[speaker, person] as const] : [];
    }),
  );
  const speakerIds = await writeSpeakers(tx, { documentId, resultId: transcriptId, turns, known });
  await tx.transcriptionResult.update({
    where: { id: transcriptId },
    data: {
      diarizationContent: storedJson(
        diarizationContent,
        toContent(diarization, speakerIds ?? new Map(), people),
      ),
      speakerCount: diarization.voices.length,
      pipelineVersion: "v4",
      processingMetadata: storedJson(processingMetadata, {
        ...((row.metadata as Record<string, unknown> | null) ?? {}),
        speakers: {
          engine: engineId,
          model: diarization.model,
          isUncertain: diarization.isUncertain,
        },
      }),
    },
  });
  const { exportsWanted = [] } = jobParameters.parse(run.parameters ?? {});
  const { sourceIndex } = row;
  for (const format of exportFormats.filter((known) => exportsWanted.includes(known))) {
    await createProcessingJob(tx, {
      jobType: "export",
      ...{ mediaFileId, documentId, batchId, sourceIndex, transcriptId, parameters: { format } },
    });
  }
}

const nameOf = (voice: number) => `Speaker ${voice + 1}`;

function toContent(
  { turns, voices, model, isUncertain }: Diarization,
  speakerIds: ReadonlyMap<number, string>,
  people: (Recognised | null)[] | null,
): z.input<typeof diarizationContent> {
  const personOf = new Map(voices.map(({ speaker }, index) => [speaker, people?.[index] ?? null]));
  const sureOf = (speaker: number) => {
    const person = personOf.get(speaker);
    return person?.isSure ? person.profileId : null;
  };
  return {
    model,
    isUncertain,
    turns: turns.map(({ speaker, startMs, endMs, confidence, overlaps }) => ({
      speaker: nameOf(speaker),
      start: startMs / 1000,
      end: endMs / 1000,
      confidence,
      overlaps,
      profileId: sureOf(speaker),
    })),
    voices: voices.map(({ speaker, embedding, seconds, pitchHz }) => {
      const person = personOf.get(speaker);
      return {
        speaker: nameOf(speaker),
        speakerId: speakerIds.get(speaker),
        seconds,
        pitchHz,
        // Who does not want voices recognised has none kept.
        embedding: people === null ? null : serializeEmbedding(embedding),
        profileId: sureOf(speaker),
        suggestion:
          person && !person.isSure ? { profileId: person.profileId, confidence: person.confidence } : null,
      };
    }),
  };
}
