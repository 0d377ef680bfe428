import { expect, it } from "vitest";
import { listSources } from "@/server/batches/list-sources";
import { createBatch } from "@/server/batches/service";
import { dispatch } from "@/server/jobs/dispatch";
import { createProcessingJob } from "@/server/jobs/processing-jobs";
import type { PrismaClient } from "@/server/platform/db";
import { buildTranscript } from "@/server/testing/build-transcript";
import { moveItems } from "@/server/testing/factories";
import { setUpWorkDatabase } from "@/server/testing/set-up-work-database";
import { createTestHome } from "@/server/testing/test-home";
import { listAllSegments } from "@/server/transcripts/data";
import { runWork } from "../run-work";
import { itemWork } from "../work-kind";
import { enhanceSource } from "./enhance";
import { buildTextOptions } from "./fixtures/run-text-job";

const OWNER = 1;
const work = setUpWorkDatabase();

/** A source that is heard, with a text, and whose text is still to be made better. */
async function submit(prisma: PrismaClient, text: string) {
  const settings = { pipelineVersion: "v2" as const, domain: "meeting", exportsWanted: ["txt" as const] };
  const files = [{ fileName: "talk.mp3", sizeBytes: 1_000 }];
  const { batchId, sources } = await createBatch(OWNER, { files, settings }, prisma);
  const { documentId, mediaFileId } = sources[0] as (typeof sources)[number];
  await prisma.mediaFile.update({ where: { id: mediaFileId }, data: { downloadStatus: "completed" } });
  const heard = await buildTranscript(prisma, text, { domain: settings.domain });
  await prisma.transcriptSegment.updateMany({
    where: { documentId: heard.documentId },
    data: { documentId },
  });
  await prisma.transcriptDocument.update({
    where: { id: documentId },
    data: { currentResultId: heard.resultId },
  });
  await moveItems(prisma, { batchJobId: batchId, taskType: { not: "enhance" } }, { status: "completed" });
  const item = await prisma.batchItem.findFirstOrThrow({
    where: { batchJobId: batchId, taskType: "enhance" },
  });
  return { batchId, documentId, mediaFileId, itemId: item.id, resultId: heard.resultId };
}

const isHandedOver = async (prisma: PrismaClient, id: string) =>
  (await prisma.batchItem.findUniqueOrThrow({ where: { id } })).dispatchedAt !== null;

it("makes a source's text better as its last step, when all who hear it are done, and then the downloads", async () => {
  const { prisma } = work.database;
  const home = await createTestHome();
  const source = await submit(prisma, "we signed the contract on monday");
  const { batchId, documentId, mediaFileId, itemId, resultId } = source;
  await prisma.$transaction((tx) =>
    createProcessingJob(tx, {
      ...{ jobType: "diarization", mediaFileId, documentId, batchId, sourceIndex: 0, transcriptId: resultId },
    }),
  );
  await prisma.$transaction((tx) => dispatch(tx, batchId));
  expect(await isHandedOver(prisma, itemId)).toBe(false);
  await prisma.v2ProcessingJob.updateMany({ where: { documentId }, data: { status: "cancelled" } });
  await prisma.$transaction((tx) => dispatch(tx, batchId));
  expect(await isHandedOver(prisma, itemId)).toBe(true);

  await runWork(buildTextOptions(prisma), itemWork, itemId, enhanceSource);
  const [view] = await listSources(OWNER, { documentIds: [documentId] }, prisma);
  expect(view).toMatchObject({ stage: "processed" });
  const text = (await listAllSegments(OWNER, documentId, prisma)).map((line) => line.text).join(" ");
  expect(text).toBe("We signed the contract on Monday.");
  const jobs = await prisma.v2ProcessingJob.findMany({ where: { documentId, jobType: "export" } });
  expect(jobs).toMatchObject([{ parameters: { format: "txt" }, transcriptId: resultId }]);
  expect(await prisma.transcriptionResult.findUniqueOrThrow({ where: { id: resultId } })).toMatchObject({
    domainUsed: "meeting",
    pipelineVersion: "v2",
  });
  await home.close();
});

it("leaves a recording without words as it is: that is no failure of the source", async () => {
  const { prisma } = work.database;
  const { batchId, documentId, itemId } = await submit(prisma, "♪");
  await prisma.$transaction((tx) => dispatch(tx, batchId));
  await runWork(buildTextOptions(prisma), itemWork, itemId, enhanceSource);
  const [view] = await listSources(OWNER, { documentIds: [documentId] }, prisma);
  expect(view).toMatchObject({ stage: "processed" });
});
