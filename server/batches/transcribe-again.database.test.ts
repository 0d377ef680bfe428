import { beforeAll, expect, it } from "vitest";
import { prepareQueue } from "@/server/jobs/queue";
import { buildDocument, buildUser } from "@/server/testing/factories";
import { setUpDatabase } from "@/server/testing/set-up-database";
import { removeDocuments } from "@/server/transcripts/service";
import { cancelSource } from "./batch-actions";
import { getBatch, listSources } from "./data";
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
  expect(item?.taskData).toMatchObject({ engine: "moonshine-tiny", language: "en" });

  await cancelSource(OWNER, key, prisma);
  await expect(transcribeAgain(OWNER, { documentId, settings: {} }, prisma)).resolves.toBeDefined();
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
