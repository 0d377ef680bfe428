import { beforeAll, expect, it } from "vitest";
import { prepareQueue } from "@/server/jobs/queue";
import { buildDocument, buildUser } from "@/server/testing/factories";
import { setUpDatabase } from "@/server/testing/set-up-database";
import { removeDocuments } from "@/server/transcripts/service";
import { cancelSource } from "./batch-actions";
import { getBatch, listSources } from "./data";
import type { BatchSettings } from "./schema";
import { transcribeAgain } from "./transcribe-again";

const OWNER = 1;
const work = setUpDatabase();
beforeAll(() => prepareQueue(work.database.pool));

it("is a batch of its own with the steps that are missing, one at a time", async () => {
  const { prisma } = work.database;
  const { documentId } = await buildDocument(prisma, { title: "A talk" });
  const settings = { engine: "moonshine-tiny" } as const;
  const asked = await Promise.allSettled([
    transcribeAgain(OWNER, { documentId, settings }, prisma),
    transcribeAgain(OWNER, { documentId, settings }, prisma),
  ]);
  const started = asked.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  expect(started).toHaveLength(1);
  expect(asked.find((one) => one.status === "rejected")).toMatchObject({
    reason: { code: "WORK_UNDER_WAY" },
  });
  const [key] = started as [{ batchId: string; sourceIndex: number }];
  expect(await getBatch(OWNER, key.batchId, prisma)).toMatchObject({ name: "A talk" });
  // Nothing is known of the recording yet, so it is read first.
  const [source] = await listSources(OWNER, { batchIds: [key.batchId] }, prisma);
  expect(source).toMatchObject({ documentId, stage: "waiting" });
  expect(source?.steps.map(({ taskType }) => taskType)).toEqual(["preprocess", "transcribe"]);
  const item = await prisma.batchItem.findFirst({
    where: { batchJobId: key.batchId, taskType: "transcribe" },
  });
  expect(item?.taskData).toMatchObject({ engine: "moonshine-tiny" });
  // Nobody told it: it is found out.
  expect(item?.taskData).not.toHaveProperty("language");

  await cancelSource(OWNER, key, prisma);
  await expect(transcribeAgain(OWNER, { documentId, settings: {} }, prisma)).resolves.toBeDefined();
});

it("reads a recording again only where another sound track of it is wanted", async () => {
  const { prisma } = work.database;
  const formatInfo = {
    ...{
      container: "matroska,webm",
      durationMs: 1_000,
      bitRate: null,
      video: null,
      cutOff: false,
      playable: false,
    },
    audio: { codec: "flac", sampleRate: 16_000, channels: 1, index: 1 },
    audioTrack: 2,
    levels: { rmsDbfs: -20, peakDbfs: -3, clippedFraction: 0 },
    derived: { masterKey: "derived/m", peaksKey: "derived/p" },
  };
  for (const [audioTrack, steps] of [
    [undefined, ["transcribe"]],
    [2, ["transcribe"]],
    [3, ["preprocess", "transcribe"]],
  ] as const) {
    const { documentId } = await buildDocument(prisma);
    await prisma.mediaFile.updateMany({
      where: { documents: { some: { id: documentId } } },
      data: { formatInfo },
    });
    const { batchId } = await transcribeAgain(OWNER, { documentId, settings: { audioTrack } }, prisma);
    const items = await prisma.batchItem.findMany({
      where: { batchJobId: batchId },
      orderBy: { taskType: "asc" },
    });
    expect(items.map(({ taskType }) => taskType)).toEqual(steps);
    for (const item of items) {
      expect((item.taskData as { audioTrack?: number }).audioTrack).toBe(audioTrack);
    }
  }
});

it("is for the owner of a transcript that is there, with a recording that is there", async () => {
  const { prisma } = work.database;
  const { documentId } = await buildDocument(prisma);
  const ask = (ownerId: number, id: string) =>
    transcribeAgain(ownerId, { documentId: id, settings: {} }, prisma);
  await expect(ask(await buildUser(prisma), documentId)).rejects.toMatchObject({ code: "NOT_FOUND" });
  const { documentId: silent } = await buildDocument(prisma, { mediaFileId: null });
  await expect(ask(OWNER, silent)).rejects.toMatchObject({
    code: "NOT_FOUND",
    details: { what: "recording" },
  });
  await removeDocuments(OWNER, [documentId], prisma);
  await expect(ask(OWNER, documentId)).rejects.toMatchObject({ code: "NOT_FOUND" });
});

it("hears a stretch once, within the recording, where there is a text to join it with", async () => {
  const { prisma } = work.database;
  const { documentId } = await buildDocument(prisma);
  const range = { startMs: 1_000, endMs: 90_000 };
  const ask = (settings: BatchSettings = {}, stretch: typeof range | undefined = range) =>
    transcribeAgain(OWNER, { documentId, range: stretch, settings }, prisma);
  await expect(ask()).rejects.toMatchObject({ code: "NOT_FOUND" });
  const { mediaFileId } = await prisma.transcriptDocument.findUniqueOrThrow({ where: { id: documentId } });
  await prisma.mediaFile.update({ where: { id: mediaFileId ?? "" }, data: { durationSeconds: 60 } });
  const result = await prisma.transcriptionResult.create({
    data: { mediaFileId, version: "v1", segments: [] },
  });
  await prisma.transcriptDocument.update({
    where: { id: documentId },
    data: { currentResultId: result.id },
  });
  for (const settings of [
    { pipelineVersion: "v3" },
    { secondEngine: "moonshine-base" },
    { audioTrack: 2 },
  ] as const)
    await expect(ask(settings)).rejects.toMatchObject({ code: "STRETCH_HEARD_ONCE" });
  await expect(ask({}, { startMs: 60_000, endMs: 61_000 })).rejects.toMatchObject({
    code: "STRETCH_OUTSIDE",
  });

  // The wishes of the whole are those of the whole again.
  const tasks: unknown[] = [];
  for (const run of [
    () => transcribeAgain(OWNER, { documentId, settings: { pipelineVersion: "v3" } }, prisma),
    () => ask(),
    () => transcribeAgain(OWNER, { documentId, settings: {} }, prisma),
  ]) {
    const { batchId, sourceIndex } = await run();
    const where = { batchJobId: batchId, taskType: "transcribe" };
    tasks.push((await prisma.batchItem.findFirstOrThrow({ where })).taskData);
    await cancelSource(OWNER, { batchId, sourceIndex }, prisma);
  }
  expect(tasks).toMatchObject([
    { pipelineVersion: "v3" },
    { pipelineVersion: "v1", range: { startMs: 1_000, endMs: 60_000 } },
    { pipelineVersion: "v3" },
  ]);
  expect(tasks[2]).not.toHaveProperty("range");
});
