import { randomUUID } from "node:crypto";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { segmentWords } from "@/core/transcript/segment-words";
import type { TimedWord } from "@/core/transcript/types";
import { getBatch } from "@/server/batches/data";
import { listSources } from "@/server/batches/list-sources";
import { claim, finish } from "@/server/jobs/lifecycle";
import { pauseSources, resumeSources } from "@/server/jobs/pause";
import { listRunningJobs, recoverJob } from "@/server/jobs/recover-job";
import { TraxError } from "@/server/platform/errors";
import { storageKeys } from "@/server/platform/storage";
import { getQuality } from "@/server/quality/data";
import { setReference } from "@/server/quality/service";
import { buildBatch, buildUser, markDispatched, moveItems } from "@/server/testing/factories";
import { setUpWorkDatabase, testWorker } from "@/server/testing/set-up-work-database";
import { createTestHome } from "@/server/testing/test-home";
import { applyEdits } from "@/server/transcripts/apply-edits";
import { getDocument, listSegments } from "@/server/transcripts/data";
import { cancelHearingOf, hearAgain } from "@/server/transcripts/hear-again";
import { listDisputed } from "@/server/transcripts/list-disputed";
import { createActiveRuns } from "../active-runs";
import { type ChunkResult, SAMPLE_RATE, type SampleRange, type SpeechEngine } from "../engines/engine";
import type { EngineProvider } from "../engines/engine-provider";
import { createAdmission } from "../resources/admission";
import { createResourceMeter } from "../resources/resource-meter";
import { runWork } from "../run-work";
import { jobWork } from "../work-kind";
import type { AssembledResult } from "./assemble-result";
import { writeSilentSound } from "./fixtures/silent-sound";
import { hearPass } from "./hear-pass";
import { mergePasses } from "./merge-passes";
import { writeTranscription } from "./write-transcription";

const OWNER = 1;
const SECONDS = 40;
const work = setUpWorkDatabase();
let testHome: Awaited<ReturnType<typeof createTestHome>>;
beforeAll(async () => {
  testHome = await createTestHome();
});
afterAll(() => testHome.close());

const sayAt = (second: number, text: string, confidence: number): TimedWord => ({
  text,
  startMs: second * 1_000 + 100,
  endMs: second * 1_000 + 700,
  confidence,
});
/** One word a second: what was said is "word0 word1 …". */
const hearSecond = (second: number) => sayAt(second, `word${second}`, 0.95);

/** Hears every word, but for those of its own; chunks of ten seconds. `heard` tells which were asked for. */
function createFakeEngine(id: string, wrong: Record<number, TimedWord> = {}) {
  const heard: number[] = [];
  let holdFrom = Number.POSITIVE_INFINITY;
  let free = () => {};
  const engine: SpeechEngine = {
    description: { id, name: id, languages: ["en"], description: "" },
    lanes: 1,
    prepare: async () => {},
    detectSpeech: async () => [{ start: 0, end: SECONDS * SAMPLE_RATE }],
    planChunks: () =>
      Array.from({ length: SECONDS / 10 }, (_, at) => ({
        start: at * 10 * SAMPLE_RATE,
        end: (at + 1) * 10 * SAMPLE_RATE,
      })),
    async transcribeChunk(_: string, range: SampleRange): Promise<ChunkResult> {
      const index = Math.round(range.start / (10 * SAMPLE_RATE));
      heard.push(index);
      if (index >= holdFrom) await new Promise<void>((resolve) => (free = resolve));
      const words = Array.from({ length: SECONDS }, (__, at) => wrong[at] ?? hearSecond(at)).filter(
        ({ startMs, endMs }) => startMs * 16 >= range.start && endMs * 16 <= range.end,
      );
      const text = words.map((word) => word.text).join(" ");
      const rest = { avgLogprob: -0.1, noSpeechLogprob: -9, stopped: "end" as const, tokens: [] };
      return { words, text, ...rest };
    },
  };
  return {
    engine,
    heard,
    holdAt: (index: number) => {
      holdFrom = index;
    },
    release: () => {
      holdFrom = Number.POSITIVE_INFINITY;
      free();
    },
  };
}

/** A recording that v1 heard with one mistake, for a submission that asked for `pipelineVersion`. */
async function hearFirst(pipelineVersion: string) {
  const { prisma } = work.database;
  const { batchId, items } = await buildBatch(prisma, { ownerId: OWNER });
  const source = items[0] as (typeof items)[number];
  await writeSilentSound(prisma, testHome.home, source.mediaFileId, SECONDS);
  await moveItems(prisma, { id: source.preprocess }, { status: "completed" });
  const taskData = { pipelineVersion, exportsWanted: ["txt"] };
  await prisma.batchItem.update({ where: { id: source.transcribe }, data: { taskData } });
  await markDispatched(prisma, source.transcribe);
  const run = await claim(prisma, source.transcribe, testWorker);
  if (!run) throw new Error("not claimed");
  const words = Array.from({ length: SECONDS }, (_, at) =>
    at === 12 ? sayAt(at, "wired", 0.4) : hearSecond(at),
  );
  const segments = segmentWords(words);
  const text = segments.map((segment) => segment.text).join(" ");
  const result = { engine: "moonshine-base", model: "moonshine-base", language: "en", words, segments, text };
  const rest = {
    chunks: [],
    warnings: [],
    meanLogprob: null,
    accuracy: null,
    quality: { accuracy: null, signals: { meanLogprob: null }, codes: [], warnings: [] },
    cost: null,
    durationSeconds: SECONDS,
  };
  const assembled = { ...result, ...rest } as unknown as AssembledResult;
  expect(await finish(prisma, run, {}, (tx) => writeTranscription(tx, run, assembled, 1), true)).toBe(true);
  return { ...source, batchId };
}

const listJobs = (documentId: string, jobType: string) =>
  work.database.prisma.v2ProcessingJob.findMany({ where: { documentId, jobType }, orderBy: { id: "asc" } });

function startJob(jobId: number, engines: Record<string, SpeechEngine>, step = hearPass) {
  const { prisma } = work.database;
  const meter = createResourceMeter({ sampleMs: 100 });
  const provider = { slots: 1, get: (id: string) => engines[id] } as unknown as EngineProvider;
  const options = {
    ...{ prisma, workerId: testWorker, cores: 1, meter, admission: createAdmission(meter.measureTreeMb) },
    ...{ activeRuns: createActiveRuns(), engines: provider },
  };
  return runWork(options, jobWork, jobId, step);
}

async function handOver(jobId: number): Promise<void> {
  await work.database.prisma.v2ProcessingJob.update({
    where: { id: jobId },
    data: { dispatchedAt: new Date() },
  });
}

const textOf = async (documentId: string) => {
  const { segments } = await listSegments(OWNER, { documentId, limit: 200 }, work.database.prisma);
  return segments.map(({ text }) => text).join(" ");
};

it("hears again what a dead worker had not, merges once, and keeps what was corrected meanwhile", async () => {
  const { prisma } = work.database;
  const { documentId, mediaFileId, batchId } = await hearFirst("v3");
  const [pass, ...none] = await listJobs(documentId, "pass");
  if (!pass) throw new Error("no pass");
  expect(none).toEqual([]);
  expect(pass.parameters).toMatchObject({ engine: "moonshine-tiny", chunks: "usual", passes: 1 });
  expect(pass.dispatchedAt).not.toBeNull();
  // The source is done with its first text, and its downloads wait for the merged one.
  expect(await getBatch(OWNER, batchId, prisma)).toMatchObject({ processedFiles: 1, status: "completed" });
  expect(await listJobs(documentId, "export")).toEqual([]);
  expect((await getDocument(OWNER, documentId, prisma)).result?.pipelineVersion).toBe("v1");

  const said = Array.from({ length: SECONDS }, (_, at) => `word${at}`).join(" ");
  const measured = await setReference(OWNER, { documentId, text: said }, prisma);
  expect(measured.result).toMatchObject({ estimate: null, measured: { substitutions: 1 } });

  // The worker of the second hearing hangs in its third chunk, is given up, and what it says later counts for nothing.
  const first = createFakeEngine("moonshine-tiny", { 25: sayAt(25, "thirsty", 0.99) });
  first.holdAt(2);
  const cut = startJob(pass.id, { "moonshine-tiny": first.engine });
  while (first.heard.length < 3) await delay(10);
  const [running] = await listRunningJobs(prisma, []);
  if (!running) throw new Error("not running");
  await expect(prisma.$transaction((tx) => recoverJob(tx, running))).resolves.toBe(true);
  expect(await listSources(OWNER, { batchIds: [batchId] }, prisma)).toMatchObject([
    { stage: "processed", progress: 1, hearing: { state: "retrying" } },
  ]);
  const again = createFakeEngine("moonshine-tiny", { 20: sayAt(20, "twenty", 0.2) });
  await handOver(pass.id);
  await startJob(pass.id, { "moonshine-tiny": again.engine });
  expect(again.heard).toEqual([2, 3]);
  first.release();
  await cut;
  const [merge, ...more] = await listJobs(documentId, "merge");
  if (!merge) throw new Error("no merge");
  expect(more).toEqual([]);

  // A person is faster than the merge.
  const { segments } = await listSegments(OWNER, { documentId, limit: 200 }, prisma);
  const last = segments.at(-1);
  if (!last) throw new Error("no lines");
  const text39 = last.text.replace("word39", "the end");
  const command = { type: "segment.text" as const, segmentId: last.id, text: text39 };
  const edit = { commandId: randomUUID(), bases: { [last.id]: last.revision }, command };
  await applyEdits(OWNER, { documentId, commands: [edit] }, prisma);

  await startJob(merge.id, {}, mergePasses);
  await handOver(merge.id);
  await startJob(merge.id, {}, mergePasses);
  const text = await textOf(documentId);
  expect(text).toContain("word11 word12 word13");
  expect(text).toContain("the end");
  expect(text).not.toContain("wired");
  const result = await prisma.transcriptionResult.findFirstOrThrow({ where: { mediaFileId } });
  expect(result).toMatchObject({ version: "v1", pipelineVersion: "v3" });
  expect(result.textContent).toContain("wired");
  expect(result.processingMetadata).toMatchObject({ passAgreement: expect.closeTo(0.95, 1) });
  expect(result.mergedContent).toMatchObject({
    passes: [{ engine: "moonshine-base" }, { engine: "moonshine-tiny" }],
  });
  // What is said of its quality is said of the merged text: by the agreement, as the first engine told nothing.
  const quality = await getQuality(OWNER, documentId, prisma);
  expect(quality.result).toMatchObject({
    estimate: { basis: "confidence" },
    signals: { words: SECONDS, passAgreement: expect.closeTo(0.95, 1), snrDb: expect.any(Number) },
    measured: { substitutions: 0, wer: 0 },
  });
  expect(quality.result?.estimate?.accuracy).toBeGreaterThan(0.85);
  expect(quality.result?.estimate?.low).toBeLessThan(0.95);
  expect(await listDisputed(OWNER, documentId, prisma)).toMatchObject({
    words: [{ text: "word12", lost: [{ text: "wired", heardBy: "moonshine-base" }] }],
  });
  await expect(listDisputed(await buildUser(prisma), documentId, prisma)).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  expect(await listJobs(documentId, "export")).toMatchObject([{ parameters: { format: "txt" } }]);
  expect((await getDocument(OWNER, documentId, prisma)).hearing).toBeNull();
  const kept = await readdir(path.join(testHome.home, "media", storageKeys.derivedOf(mediaFileId)));
  expect(kept.filter((name) => name.startsWith("pass-"))).toEqual([]);
});

it("upgrades a text that is there without hearing it first again, and can be paused, cancelled and refused to strangers", async () => {
  const { prisma } = work.database;
  const { documentId, batchId } = await hearFirst("v1");
  expect(await listJobs(documentId, "pass")).toEqual([]);
  const stranger = await buildUser(prisma);
  await expect(hearAgain(stranger, { documentId }, prisma)).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(cancelHearingOf(stranger, documentId, prisma)).rejects.toMatchObject({ code: "NOT_FOUND" });

  await hearAgain(OWNER, { documentId }, prisma);
  await hearAgain(OWNER, { documentId }, prisma);
  const jobs = await listJobs(documentId, "pass");
  expect(jobs).toHaveLength(1);
  expect(await prisma.batchItem.count({ where: { documentId, status: { not: "completed" } } })).toBe(0);

  await prisma.$transaction((tx) => pauseSources(tx, batchId, [0]));
  expect(await listJobs(documentId, "pass")).toMatchObject([{ dispatchedAt: null }]);
  await prisma.$transaction((tx) => resumeSources(tx, batchId, [0]));
  expect((await getDocument(OWNER, documentId, prisma)).hearing).toMatchObject({ state: "waiting" });

  expect(await cancelHearingOf(OWNER, documentId, prisma)).toBe(1);
  expect((await getDocument(OWNER, documentId, prisma)).hearing).toBeNull();
  expect(await textOf(documentId)).toContain("wired");

  // One that failed stays until it is put aside, and may be asked for again after that.
  await hearAgain(OWNER, { documentId }, prisma);
  const failed = (await listJobs(documentId, "pass")).at(-1);
  const { engine } = createFakeEngine("moonshine-tiny");
  const fails = () => Promise.reject(new TraxError("MEDIA_NO_AUDIO"));
  await startJob(failed?.id ?? 0, { "moonshine-tiny": { ...engine, transcribeChunk: fails } });
  expect((await getDocument(OWNER, documentId, prisma)).hearing).toMatchObject({ state: "failed" });
  expect(await cancelHearingOf(OWNER, documentId, prisma)).toBe(1);
  expect((await getDocument(OWNER, documentId, prisma)).hearing).toBeNull();
  await hearAgain(OWNER, { documentId }, prisma);
  expect((await getDocument(OWNER, documentId, prisma)).hearing).toMatchObject({ state: "waiting" });
});
