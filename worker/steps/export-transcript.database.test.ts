import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { deriveQualityReport } from "@/core/quality/derive-quality-report";
import { transcribeAgain } from "@/server/batches/transcribe-again";
import { listExports, listExportWork } from "@/server/exports/data";
import { writeExportFile } from "@/server/exports/service";
import { dispatchForgotten } from "@/server/jobs/dispatch-forgotten";
import { claim, finish } from "@/server/jobs/lifecycle";
import { claimJob, releaseJob } from "@/server/jobs/processing-jobs";
import { buildBatch, buildUser, markDispatched, moveItems } from "@/server/testing/factories";
import { setUpWorkDatabase, testWorker } from "@/server/testing/set-up-work-database";
import { createTestHome } from "@/server/testing/test-home";
import { getDocument } from "@/server/transcripts/data";
import { createActiveRuns } from "../active-runs";
import { createAdmission } from "../resources/admission";
import { createResourceMeter } from "../resources/resource-meter";
import { runWork } from "../run-work";
import { jobWork } from "../work-kind";
import type { AssembledResult } from "./assemble-result";
import { exportTranscript } from "./export-transcript";
import { writeTranscription } from "./write-transcription";

const OWNER = 1;
const work = setUpWorkDatabase();
let testHome: Awaited<ReturnType<typeof createTestHome>>;
beforeAll(async () => {
  testHome = await createTestHome();
});
afterAll(() => testHome.close());

const word = { id: "w1", text: "Hello", startMs: 0, endMs: 400, confidence: 0.9 };
const heard = {
  engine: "moonshine-base",
  text: "Hello",
  segments: [{ startMs: 0, endMs: 400, text: "Hello", words: [word] }],
  words: [word],
  chunks: [],
  quality: deriveQualityReport({
    ...{ engines: ["moonshine-base"], chunks: [], windows: [], found: [] },
    ...{ totalMs: 1_000, levels: null, cutOff: false, passAgreement: null },
  }),
  vocabulary: null,
  durationSeconds: 1,
} as unknown as AssembledResult;

/** A recording that is heard, with the wishes of its submission. */
async function hear(wishes: Record<string, unknown>, ownerId = OWNER) {
  const { prisma } = work.database;
  const { batchId, items } = await buildBatch(prisma, { ownerId });
  const source = items[0] as (typeof items)[number];
  await moveItems(prisma, { id: source.preprocess }, { status: "completed" });
  await prisma.batchItem.update({ where: { id: source.transcribe }, data: { taskData: wishes as object } });
  await markDispatched(prisma, source.transcribe);
  const run = await claim(prisma, source.transcribe, testWorker);
  if (!run) throw new Error("not claimed");
  const asks = Array.isArray(wishes.exportsWanted);
  expect(await finish(prisma, run, {}, (tx) => writeTranscription(tx, run, heard, 1), asks)).toBe(true);
  const jobs = await prisma.v2ProcessingJob.findMany({
    where: { documentId: source.documentId },
    orderBy: { id: "asc" },
  });
  return { ...source, batchId, jobs };
}

async function runJob(jobId: number): Promise<void> {
  const { prisma } = work.database;
  await prisma.v2ProcessingJob.update({ where: { id: jobId }, data: { dispatchedAt: new Date() } });
  const meter = createResourceMeter({ sampleMs: 100 });
  const options = {
    ...{ prisma, workerId: testWorker, cores: 1, meter, admission: createAdmission(meter.measureTreeMb) },
    ...{ activeRuns: createActiveRuns(), engines: null as never },
  };
  await runWork(options, jobWork, jobId, exportTranscript);
}

it("makes what was asked for, handed over with the end of the transcript, once however often it is begun", async () => {
  const { prisma } = work.database;
  const { jobs, documentId, batchId } = await hear({ exportsWanted: ["txt", "srt", "pdf"] });
  expect(jobs.map(({ parameters }) => parameters)).toEqual([{ format: "txt" }, { format: "srt" }]);
  expect(jobs.every(({ dispatchedAt }) => dispatchedAt !== null)).toBe(true);
  expect(await prisma.batchJob.findUnique({ where: { id: batchId } })).toMatchObject({ status: "completed" });
  expect(await listExportWork(OWNER, documentId, prisma)).toMatchObject([
    { format: "txt", state: "waiting", sentence: null },
    { format: "srt", state: "waiting", sentence: null },
  ]);

  // Killed after the file was there and before its row was.
  const [first, second] = jobs as [(typeof jobs)[number], (typeof jobs)[number]];
  const cut = await claimJob(prisma, first.id, testWorker);
  if (!cut) throw new Error("not claimed");
  await writeExportFile(OWNER, { id: cut.claimToken, documentId, format: "txt", source: "edited" }, prisma);
  await releaseJob(prisma, cut);
  await runJob(first.id);
  await runJob(first.id);
  await runJob(second.id);
  const made = await listExports(OWNER, documentId, prisma);
  expect(made.map(({ format }) => format).sort()).toEqual(["srt", "txt"]);
  expect(await listExportWork(OWNER, documentId, prisma)).toEqual([]);
  const txt = made.find(({ format }) => format === "txt");
  expect(await readFile(path.join(testHome.home, "media/exports", txt?.id ?? ""), "utf8")).toContain("Hello");
  const stranger = await buildUser(prisma);
  expect(await listExports(stranger, documentId, prisma)).toEqual([]);
});

it("fails with a sentence and leaves the transcript as it is; what was lost on the way is handed over again", async () => {
  const { prisma } = work.database;
  const { jobs, documentId, batchId } = await hear({ exportsWanted: ["vtt"] });
  const [job] = jobs as [(typeof jobs)[number]];
  await prisma.v2ProcessingJob.update({ where: { id: job.id }, data: { dispatchedAt: null } });
  expect(await dispatchForgotten(prisma)).toBe(1);

  const folder = path.join(testHome.home, "media/exports");
  await rm(folder, { recursive: true, force: true });
  await mkdir(path.dirname(folder), { recursive: true });
  await writeFile(folder, "");
  await prisma.v2ProcessingJob.update({ where: { id: job.id }, data: { maxRetries: 0 } });
  await runJob(job.id);
  await rm(folder);
  const [failed] = await listExportWork(OWNER, documentId, prisma);
  expect(failed).toMatchObject({ format: "vtt", state: "failed", sentence: expect.stringMatching(/\.$/) });
  expect(await listExportWork(await buildUser(prisma), documentId, prisma)).toEqual([]);
  expect(await prisma.batchJob.findUnique({ where: { id: batchId } })).toMatchObject({
    status: "completed",
    failedFiles: 0,
  });
  expect(await readdir(path.join(testHome.home, "media"))).not.toContain("exports");
});

it("keeps what the submission said of a recording, also when it is heard again", async () => {
  const { prisma } = work.database;
  const wishes = { domain: "news", speakersExpected: { min: 2, max: 3 }, exportsWanted: ["json"] };
  const { documentId } = await hear({ ...wishes, pipelineVersion: "v1" });
  expect((await getDocument(OWNER, documentId, prisma)).result).toMatchObject({
    ...{ engine: "moonshine-base", pipelineVersion: "v1", domain: "news" },
    speakersExpected: { min: 2, max: 3 },
  });
  const again = await transcribeAgain(OWNER, { documentId, settings: { domain: "legal" } }, prisma);
  const item = await prisma.batchItem.findFirst({
    where: { batchJobId: again.batchId, taskType: "transcribe" },
  });
  expect(item?.taskData).toMatchObject({ ...wishes, domain: "legal", pipelineVersion: "v1" });
});
