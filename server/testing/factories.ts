import { randomUUID } from "node:crypto";
import type { TaskLink } from "@/server/jobs/work-schema";
import type { Prisma, PrismaClient } from "@/server/platform/db";

/** Builders of rows for tests. Each makes the parents it needs and returns ids. */

export async function buildUser(prisma: PrismaClient, overrides: { name?: string } = {}): Promise<number> {
  const user = await prisma.user.create({ data: { name: overrides.name ?? "somebody else" } });
  return user.id;
}

export async function buildMedia(
  prisma: PrismaClient,
  overrides: { ownerId?: number; downloadStatus?: string; fileName?: string } = {},
): Promise<string> {
  const id = randomUUID();
  await prisma.mediaFile.create({
    data: {
      id,
      ownerId: overrides.ownerId ?? 1,
      filePath: `sources/${id}/original`,
      fileName: overrides.fileName ?? "talk.mp3",
      fileSize: 1000n,
      downloadStatus: overrides.downloadStatus ?? "completed",
    },
  });
  return id;
}

export async function buildDocument(
  prisma: PrismaClient,
  overrides: { ownerId?: number; mediaFileId?: string | null; title?: string; lines?: string[] } = {},
): Promise<{ documentId: string; segmentIds: string[] }> {
  const ownerId = overrides.ownerId ?? 1;
  const mediaFileId =
    overrides.mediaFileId === undefined ? await buildMedia(prisma, { ownerId }) : overrides.mediaFileId;
  const document = await prisma.transcriptDocument.create({
    data: { ownerId, mediaFileId, title: overrides.title ?? "A talk" },
  });
  const segmentIds: string[] = [];
  for (const [index, text] of (overrides.lines ?? ["hello there world"]).entries()) {
    const startMs = index * 3_000;
    const words = text.split(" ").map((word, at) => ({
      id: `w${index}-${at}`,
      text: word,
      startMs: startMs + at * 300,
      endMs: startMs + at * 300 + 250,
      confidence: 0.9,
    }));
    const row = await prisma.transcriptSegment.create({
      data: { documentId: document.id, position: index + 1, startMs, endMs: startMs + 2_900, text, words },
    });
    segmentIds.push(row.id);
  }
  return { documentId: document.id, segmentIds };
}

export interface BuiltBatch {
  batchId: string;
  /** Item ids by source: [preprocess, transcribe]. */
  items: { preprocess: string; transcribe: string; mediaFileId: string; documentId: string }[];
}

export async function buildBatch(
  prisma: PrismaClient,
  overrides: {
    ownerId?: number;
    sources?: number;
    workerCount?: number;
    maxRetries?: number;
    downloadStatus?: string;
  } = {},
): Promise<BuiltBatch> {
  const { ownerId = 1, sources = 1, workerCount = 8, maxRetries = 3, downloadStatus } = overrides;
  const batch = await prisma.batchJob.create({
    data: { ownerId, name: "A batch", totalFiles: sources, workerCount },
  });
  const items: BuiltBatch["items"] = [];
  for (let sourceIndex = 0; sourceIndex < sources; sourceIndex += 1) {
    const mediaFileId = await buildMedia(prisma, { ownerId, downloadStatus });
    const { documentId } = await buildDocument(prisma, { ownerId, mediaFileId, lines: [] });
    const common = { batchJobId: batch.id, sourceIndex, mediaFileId, documentId, maxRetries };
    const preprocess = await prisma.batchItem.create({
      data: { ...common, taskType: "preprocess", taskData: { announcedBytes: 1000 } },
    });
    const transcribe = await prisma.batchItem.create({
      data: { ...common, taskType: "transcribe", taskData: {} },
    });
    items.push({ preprocess: preprocess.id, transcribe: transcribe.id, mediaFileId, documentId });
  }
  return { batchId: batch.id, items };
}

export interface BuiltLinkBatch {
  batchId: string;
  /** Item ids by source; `youtube` null for what is no video of YouTube. */
  items: { youtube: string | null; download: string; mediaFileId: string; documentId: string }[];
}

/** A batch of links, as a person submits them: called by their address, nothing fetched. */
export async function buildLinkBatch(
  prisma: PrismaClient,
  links: TaskLink[],
  overrides: { ownerId?: number; captions?: boolean; maxRetries?: number } = {},
): Promise<BuiltLinkBatch> {
  const { ownerId = 1, captions, maxRetries = 3 } = overrides;
  const batch = await prisma.batchJob.create({ data: { ownerId, name: "Links", totalFiles: links.length } });
  const items: BuiltLinkBatch["items"] = [];
  for (const [sourceIndex, link] of links.entries()) {
    const mediaFileId = randomUUID();
    await prisma.mediaFile.create({
      data: {
        ...{ id: mediaFileId, ownerId, filePath: `sources/${mediaFileId}/original`, fileName: link.url },
        ...{ fileSize: 0n, downloadStatus: "pending" },
      },
    });
    const { documentId } = await buildDocument(prisma, { ownerId, mediaFileId, title: link.url, lines: [] });
    const common = { batchJobId: batch.id, sourceIndex, mediaFileId, documentId, maxRetries };
    const add = async (taskType: string, taskData: Prisma.InputJsonObject) =>
      (await prisma.batchItem.create({ data: { ...common, taskType, taskData } })).id;
    const data = { link: { ...link }, ...(captions === undefined ? {} : { captions }) };
    const youtube = link.kind === "youtube" ? await add("youtube", data) : null;
    const download = await add("download", data);
    await add("preprocess", {});
    await add("transcribe", {});
    items.push({ youtube, download, mediaFileId, documentId });
  }
  return { batchId: batch.id, items };
}

/** As the dispatcher leaves an item that it handed to the queue, whatever its turn: only such a one can be claimed. */
export async function markDispatched(prisma: PrismaClient, itemId: string): Promise<void> {
  await prisma.batchItem.update({ where: { id: itemId }, data: { dispatchedAt: new Date() } });
}

/** Puts items into a state, what waits by way of running: nothing ends that never ran. */
export async function moveItems(
  prisma: PrismaClient,
  where: Prisma.BatchItemWhereInput,
  data: Prisma.BatchItemUncheckedUpdateManyInput,
): Promise<void> {
  const ids = (await prisma.batchItem.findMany({ where, select: { id: true } })).map(({ id }) => id);
  if (data.status !== "running") {
    await prisma.batchItem.updateMany({
      where: { id: { in: ids }, status: { in: ["pending", "retrying"] } },
      data: { status: "running" },
    });
  }
  await prisma.batchItem.updateMany({ where: { id: { in: ids } }, data });
}
