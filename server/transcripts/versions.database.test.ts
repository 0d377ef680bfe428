import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import type { EditCommand } from "@/core/transcript/edit-command";
import { buildDocument, buildUser } from "@/server/testing/factories";
import { setUpDatabase } from "@/server/testing/set-up-database";
import { applyEdits } from "./apply-edits";
import { listAllSegments } from "./data";
import { compareVersions, listHistory, listVersions } from "./list-versions";
import { createVersion, removeVersion, restoreVersion } from "./restore-version";
import type { VersionRef } from "./version-schema";

const work = setUpDatabase();

async function setUp() {
  const { prisma } = work.database;
  const { documentId, segmentIds } = await buildDocument(prisma, {
    lines: ["the first boat leaves", "at noon"],
  });
  const run = (command: EditCommand, commandId: string = randomUUID()) =>
    applyEdits(1, { documentId, commands: [{ commandId, bases: {}, command }] }, prisma);
  const texts = async () => (await listAllSegments(1, documentId, prisma)).map(({ text }) => text);
  const compare = (left: VersionRef, right: VersionRef) =>
    compareVersions(1, { documentId, left, right, offset: 0, limit: 100 }, prisma);
  return { prisma, documentId, segmentIds: segmentIds as [string, string], run, texts, compare };
}

it("a named version is what the text was then, whatever came after, and can be gone back to and forth", async () => {
  const { prisma, documentId, segmentIds, run, texts, compare } = await setUp();
  const [a, b] = segmentIds;
  const speakerId = randomUUID();
  await run({ type: "segment.text", segmentId: a, text: "the last boat leaves" });
  await run({ type: "speaker.create", speakerId, label: "Anna", segmentIds: [a] });
  const { versionId } = await createVersion(1, { documentId, name: "sent" }, prisma);
  await run({ type: "segment.text", segmentId: a, text: "the last ship sails" });
  await run({ type: "segment.split", segmentId: a, at: 9, newSegmentId: randomUUID() });
  await run({ type: "segment.remove", segmentIds: [b] });
  await run({ type: "speaker.remove", speakerId });
  expect(await listVersions(1, documentId, prisma)).toMatchObject({
    revision: 6,
    versions: [{ id: versionId, name: "sent", revision: 2 }],
    hasEnhanced: false,
  });

  const ref = { kind: "version", versionId } as const;
  expect(await compare(ref, { kind: "now" })).toMatchObject({ same: 2, removed: 4, added: 2, hunkCount: 1 });
  expect(await compare({ kind: "revision", revision: 0 }, ref)).toMatchObject({ removed: 1, added: 1 });
  expect(await compare(ref, ref)).toMatchObject({ hunkCount: 0 });

  const commandId = randomUUID();
  expect(await restoreVersion(1, { documentId, ref, commandId }, prisma)).toMatchObject({ isChanged: true });
  expect(await texts()).toEqual(["the last boat leaves", "at noon"]);
  expect((await listAllSegments(1, documentId, prisma))[0]).toMatchObject({ speakerId });
  // Sent again, nothing is done twice; and there is nothing left to restore.
  await restoreVersion(1, { documentId, ref, commandId }, prisma);
  const again = await restoreVersion(1, { documentId, ref, commandId: randomUUID() }, prisma);
  expect(again).toEqual({ documentRevision: 7, isChanged: false });
  await run({ type: "change.undo", commandId });
  expect(await texts()).toEqual(["the last", "ship sails"]);

  const { entries, nextCursor } = await listHistory(1, { documentId, limit: 4 }, prisma);
  expect(entries.map(({ kind, isUndone }) => [kind, isUndone])).toEqual([
    ["change.undo", false],
    ["version.restore", true],
    ["speaker.remove", false],
    ["segment.remove", false],
  ]);
  const rest = await listHistory(1, { documentId, limit: 10, cursor: nextCursor }, prisma);
  expect(rest.entries.at(-1)).toMatchObject({
    kind: "segment.text",
    before: "the first boat leaves",
    after: "the last boat leaves",
  });
  await removeVersion(1, { documentId, versionId }, prisma);
  expect((await listVersions(1, documentId, prisma)).versions).toEqual([]);
  await expect(compare(ref, { kind: "now" })).rejects.toMatchObject({ code: "NOT_FOUND" });
});

it("the machine's text can be compared and gone back to", async () => {
  const { prisma, documentId, segmentIds, run, texts, compare } = await setUp();
  const { mediaFileId } = await prisma.transcriptDocument.findUniqueOrThrow({ where: { id: documentId } });
  const segments = [{ id: 0, start: 0, end: 2, text: "a machine heard this" }];
  const result = await prisma.transcriptionResult.create({
    data: { mediaFileId, segments, qualityWarnings: [] },
  });
  await prisma.transcriptDocument.update({ where: { id: documentId }, data: { currentResultId: result.id } });
  await run({ type: "segment.text", segmentId: segmentIds[0], text: "a person heard this" });
  const machine = { kind: "machine", resultId: result.id } as const;
  expect(await compare(machine, { kind: "now" })).toMatchObject({ removed: 1, added: 3 });
  const commandId = randomUUID();
  await restoreVersion(1, { documentId, ref: machine, commandId }, prisma);
  expect(await texts()).toEqual(["a machine heard this"]);
  await run({ type: "change.undo", commandId });
  expect(await texts()).toEqual(["a person heard this", "at noon"]);
  await expect(compare({ kind: "enhanced" }, machine)).rejects.toMatchObject({ code: "NOT_FOUND" });
});

it("a change that an older version of Trax wrote is gone back over too", async () => {
  const { prisma, documentId, segmentIds, texts, compare } = await setUp();
  const [before] = await listAllSegments(1, documentId, prisma);
  const after = { ...before, text: "as corrected long ago", words: [], revision: 1 };
  await prisma.transcriptSegment.update({
    where: { id: segmentIds[0] },
    data: { text: after.text, words: [], revision: 1 },
  });
  await prisma.transcriptDocument.update({ where: { id: documentId }, data: { revision: 1 } });
  await prisma.transcriptRevision.create({
    data: {
      documentId,
      segmentId: segmentIds[0],
      revision: 1,
      kind: "segment.text",
      before: { ...before },
      after,
    },
  });
  const first = { kind: "revision", revision: 0 } as const;
  expect(await compare(first, { kind: "now" })).toMatchObject({ removed: 4, added: 4 });
  await restoreVersion(1, { documentId, ref: first, commandId: randomUUID() }, prisma);
  expect(await texts()).toEqual(["the first boat leaves", "at noon"]);
});

it("versions of somebody else, and what belongs to another document, are not there", async () => {
  const { prisma, documentId } = await setUp();
  const other = await setUp();
  const stranger = await buildUser(prisma);
  const { versionId } = await createVersion(1, { documentId: other.documentId, name: "theirs" }, prisma);
  const foreign = { kind: "version", versionId } as const;
  const notFound = { code: "NOT_FOUND" };
  const commandId = randomUUID();
  await expect(restoreVersion(1, { documentId, ref: foreign, commandId }, prisma)).rejects.toMatchObject(
    notFound,
  );
  await expect(removeVersion(1, { documentId, versionId }, prisma)).rejects.toMatchObject(notFound);
  const now = { kind: "now" } as const;
  const pair = { documentId, left: now, right: now, offset: 0, limit: 1 };
  await expect(compareVersions(stranger, pair, prisma)).rejects.toMatchObject(notFound);
  await expect(listVersions(stranger, documentId, prisma)).rejects.toMatchObject(notFound);
  await expect(listHistory(stranger, { documentId, limit: 1 }, prisma)).rejects.toMatchObject(notFound);
  await expect(createVersion(stranger, { documentId, name: "x" }, prisma)).rejects.toMatchObject(notFound);
  await expect(restoreVersion(stranger, { documentId, ref: now, commandId }, prisma)).rejects.toMatchObject(
    notFound,
  );
});
