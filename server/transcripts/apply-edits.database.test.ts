import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { EditCommand } from "@/core/transcript/edit-command";
import { buildDocument, buildUser } from "@/server/testing/factories";
import { setUpDatabase } from "@/server/testing/set-up-database";
import { applyEdits } from "./apply-edits";
import { listAllSegments } from "./data";
import type { EditOutcome } from "./edit-schema";
import { listChanges, listHeads, listWords } from "./list-changes";
import { listComments } from "./list-comments";

const work = setUpDatabase();

const lines = ["one two three", "four five", "six seven eight"];

async function setUp(overrides: { ownerId?: number; lines?: string[] } = {}) {
  const { prisma } = work.database;
  const ownerId = overrides.ownerId ?? 1;
  const { documentId, segmentIds } = await buildDocument(prisma, {
    ownerId,
    lines: overrides.lines ?? lines,
  });
  const run = async (
    command: EditCommand,
    bases: Record<string, number> = {},
    commandId: string = randomUUID(),
    who = ownerId,
  ): Promise<EditOutcome> => {
    const { outcomes } = await applyEdits(
      who,
      { documentId, commands: [{ commandId, bases, command }] },
      prisma,
    );
    return outcomes[0] as EditOutcome;
  };
  const read = async () => {
    const segments = await listAllSegments(ownerId, documentId, prisma);
    const speakers = await prisma.transcriptSpeaker.findMany({
      where: { documentId },
      orderBy: { id: "asc" },
    });
    return { segments, speakers, comments: await listComments(ownerId, documentId, prisma) };
  };
  const texts = async () => (await read()).segments.map(({ text }) => text);
  return { documentId, segmentIds: segmentIds as [string, string, string], run, read, texts, prisma };
}

describe("edits", () => {
  it("are written with a revision each, and can be taken back one after the other", async () => {
    const { documentId, segmentIds, run, read, prisma } = await setUp();
    const [a, b, c] = segmentIds;
    const before = await read();
    const speakerId = randomUUID();
    const commands: EditCommand[] = [
      { type: "segment.text", segmentId: a, text: "one 2 three" },
      { type: "segment.split", segmentId: a, at: 4, newSegmentId: randomUUID() },
      { type: "segment.merge", segmentId: b, nextId: c },
      {
        type: "segment.insert",
        newSegmentId: randomUUID(),
        afterId: null,
        startMs: 0,
        endMs: 0,
        text: "first of all",
        speakerId: null,
      },
      { type: "speaker.create", speakerId, label: "Anna", segmentIds: [a, b] },
      { type: "speaker.rename", speakerId, label: "Anna B." },
      { type: "segment.times", segmentId: b, startMs: 3_100, endMs: 5_000 },
      {
        type: "segment.texts",
        texts: [
          { segmentId: a, text: "1" },
          { segmentId: b, text: "4 5 6 7 8" },
        ],
      },
      {
        type: "comment.create",
        commentId: randomUUID(),
        startMs: 10,
        endMs: 500,
        quote: "one",
        text: "Is this right?\u0000",
        createdAt: "2026-01-01T00:00:00.000Z",
      },
      { type: "speaker.remove", speakerId },
      { type: "segment.remove", segmentIds: [a] },
    ];
    const ids: string[] = [];
    for (const command of commands) {
      const commandId = randomUUID();
      expect(await run(command, {}, commandId), command.type).toMatchObject({ outcome: "applied" });
      ids.push(commandId);
    }
    const revisions = await prisma.transcriptRevision.findMany({
      where: { documentId },
      orderBy: { id: "asc" },
    });
    expect(revisions.map(({ kind }) => kind)).toEqual(commands.map(({ type }) => type));
    expect(revisions.map(({ revision }) => revision)).toEqual(commands.map((_, index) => index + 1));
    const after = await read();
    const undone: string[] = [];
    for (const commandId of [...ids].reverse()) {
      const undo = randomUUID();
      expect(await run({ type: "change.undo", commandId }, {}, undo)).toMatchObject({ outcome: "applied" });
      undone.push(undo);
    }
    const plain = ({ segments, speakers, comments }: Awaited<ReturnType<typeof read>>) => ({
      segments: segments.map(({ revision, ...rest }) => rest),
      speakers,
      comments,
    });
    expect(plain(await read())).toEqual(plain(before));
    for (const commandId of [...undone].reverse()) await run({ type: "change.undo", commandId });
    expect(plain(await read())).toEqual(plain(after));
    const marked = await prisma.transcriptRevision.count({
      where: { documentId, undoneById: { not: null } },
    });
    expect(marked).toBe(ids.length * 2);
  });

  it("answer the same when they are sent again, and change nothing twice", async () => {
    const { segmentIds, run, texts } = await setUp();
    const commandId = randomUUID();
    const command: EditCommand = { type: "segment.text", segmentId: segmentIds[0], text: "changed" };
    const first = await run(command, { [segmentIds[0]]: 0 }, commandId);
    expect(await run(command, { [segmentIds[0]]: 0 }, commandId)).toEqual(first);
    expect(first).toMatchObject({ outcome: "applied", revisions: { [segmentIds[0]]: 1 } });
    // The same text by another command is no conflict either.
    expect(await run(command, { [segmentIds[0]]: 0 })).toMatchObject({
      outcome: "applied",
      documentRevision: null,
    });
    expect((await texts())[0]).toBe("changed");
  });

  it("on a line that was changed meanwhile are stale: what stands there is told, nothing is written", async () => {
    const { segmentIds, run, texts } = await setUp();
    const [a, b] = segmentIds;
    await run({ type: "segment.text", segmentId: a, text: "theirs" }, { [a]: 0 });
    expect(await run({ type: "segment.text", segmentId: a, text: "mine" }, { [a]: 0 })).toMatchObject({
      outcome: "stale",
      segments: { [a]: { text: "theirs", revision: 1 } },
    });
    await run({ type: "segment.remove", segmentIds: [b] }, { [b]: 0 });
    expect(await run({ type: "segment.text", segmentId: b, text: "mine" }, { [b]: 0 })).toMatchObject({
      outcome: "stale",
      segments: { [b]: null },
    });
    expect(await texts()).toEqual(["theirs", "six seven eight"]);
  });

  it("who speaks is no change of the text: a text that was begun before is saved", async () => {
    const { segmentIds, run, read } = await setUp();
    const [a] = segmentIds;
    const speakerId = randomUUID();
    await run({ type: "speaker.create", speakerId, label: "Ben", segmentIds: [a] });
    expect(await run({ type: "segment.text", segmentId: a, text: "mine" }, { [a]: 0 })).toMatchObject({
      outcome: "applied",
    });
    expect((await read()).segments[0]).toMatchObject({ text: "mine", speakerId });
  });

  it("take turns: of two at the same moment one is stale, and none is lost", async () => {
    const { segmentIds, run, texts } = await setUp();
    const [a, b] = segmentIds;
    const outcomes = await Promise.all([
      run({ type: "segment.text", segmentId: a, text: "first" }, { [a]: 0 }),
      run({ type: "segment.text", segmentId: a, text: "second" }, { [a]: 0 }),
      run({ type: "segment.text", segmentId: b, text: "other line" }, { [b]: 0 }),
    ]);
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(["applied", "applied", "stale"]);
    expect((await texts())[1]).toBe("other line");
  });

  it("of another owner, another document or the trash are refused", async () => {
    const mine = await setUp();
    const stranger = await buildUser(work.database.prisma);
    const theirs = await setUp({ ownerId: stranger });
    const text = { type: "segment.text", text: "x" } as const;
    await expect(
      mine.run({ ...text, segmentId: mine.segmentIds[0] }, {}, randomUUID(), stranger),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await mine.run({ ...text, segmentId: theirs.segmentIds[0] })).toMatchObject({
      outcome: "refused",
      reason: "gone",
    });
    expect(
      await mine.run({
        type: "segment.split",
        segmentId: mine.segmentIds[0],
        at: 4,
        newSegmentId: theirs.segmentIds[0],
      }),
    ).toMatchObject({ outcome: "refused", reason: "impossible" });
    await expect(
      listHeads(stranger, { documentId: mine.documentId, limit: 5 }, mine.prisma),
    ).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    const words = { documentId: mine.documentId, segmentIds: mine.segmentIds };
    await expect(listWords(stranger, words, mine.prisma)).rejects.toMatchObject({ code: "NOT_FOUND" });
    const changes = { documentId: mine.documentId, sinceRevision: 0 };
    await expect(listChanges(stranger, changes, mine.prisma)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await mine.prisma.transcriptDocument.update({
      where: { id: mine.documentId },
      data: { deletedAt: new Date() },
    });
    await expect(mine.run({ ...text, segmentId: mine.segmentIds[0] })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  it("of thousands of lines are one revision and quick", async () => {
    const many = Array.from({ length: 2_000 }, (_, index) => `line ${index} of many`);
    const { run, read, prisma, documentId } = await setUp({ lines: [] });
    await prisma.transcriptSegment.createMany({
      data: many.map((text, index) => ({
        documentId,
        position: index,
        startMs: index,
        endMs: index + 1,
        text,
      })),
    });
    const { segments } = await read();
    const commandId = randomUUID();
    const texts = segments.map(({ id, text }) => ({ segmentId: id, text: text.replace("many", "lots") }));
    const bases = Object.fromEntries(segments.map(({ id, revision }) => [id, revision]));
    expect(await run({ type: "segment.texts", texts }, bases, commandId)).toMatchObject({
      outcome: "applied",
    });
    expect((await read()).segments.every(({ text }) => text.endsWith("lots"))).toBe(true);
    await run({ type: "change.undo", commandId });
    expect((await read()).segments.map(({ text }) => text)).toEqual(many);
  });

  it("at one place make room again and again", async () => {
    const { segmentIds, run, read } = await setUp({ lines: ["start", "end"] });
    const [first] = segmentIds;
    for (let index = 0; index < 60; index += 1) {
      const newSegmentId = randomUUID();
      const times = { startMs: 0, endMs: 0, speakerId: null };
      const text = String(index);
      const outcome = await run({ type: "segment.insert", newSegmentId, afterId: first, text, ...times });
      expect(outcome).toMatchObject({ outcome: "applied" });
    }
    const { segments } = await read();
    const numbers = Array.from({ length: 60 }, (_, index) => String(59 - index));
    expect(segments.map(({ text }) => text)).toEqual(["start", ...numbers, "end"]);
  });

  it("are told to who has an older revision, as the lines are now", async () => {
    const { documentId, segmentIds, run, prisma } = await setUp();
    const [a, b] = segmentIds;
    await run({ type: "segment.text", segmentId: a, text: "new" });
    await run({ type: "segment.remove", segmentIds: [b] });
    await run({ type: "speaker.create", speakerId: randomUUID(), label: "Cleo", segmentIds: [] });
    const changes = await listChanges(1, { documentId, sinceRevision: 0 }, prisma);
    expect(changes).toMatchObject({
      documentRevision: 3,
      isComplete: true,
      segments: [{ id: a, text: "new" }],
      removedIds: [b],
      speakers: [{ label: "Cleo" }],
      comments: null,
    });
    expect(await listChanges(1, { documentId, sinceRevision: 3 }, prisma)).toMatchObject({
      isComplete: true,
      segments: [],
    });
    expect(await listChanges(1, { documentId, sinceRevision: 99 }, prisma)).toMatchObject({
      isComplete: false,
    });
  });

  it("keep text clean whatever was pasted", async () => {
    const { segmentIds, run, texts } = await setUp();
    const hostile = "<b>a</b>\u0000\u202Eb\r\nc \uD800 שלום e\u0301";
    await run({ type: "segment.text", segmentId: segmentIds[0], text: hostile });
    expect((await texts())[0]).toBe("<b>a</b> b c \uFFFD שלום \u00e9");
    await run({ type: "segment.text", segmentId: segmentIds[1], text: "x ".repeat(100_000) });
    expect((await texts())[1]).toHaveLength(199_999);
  });

  it("of one endless word can be read again", async () => {
    const { segmentIds, run, texts } = await setUp();
    const word = "a".repeat(50_000);
    expect(await run({ type: "segment.text", segmentId: segmentIds[0], text: word })).toMatchObject({
      outcome: "applied",
    });
    expect((await texts())[0]).toBe(word);
  });

  it("that bring a line back bring it back without a speaker who has gone", async () => {
    const { segmentIds, run, read } = await setUp();
    const [a] = segmentIds;
    const speakerId = randomUUID();
    await run({ type: "speaker.create", speakerId, label: "Ada", segmentIds: [a] });
    const commandId = randomUUID();
    await run({ type: "segment.remove", segmentIds: [a] }, {}, commandId);
    await run({ type: "speaker.remove", speakerId });
    expect(await run({ type: "change.undo", commandId })).toMatchObject({ outcome: "applied" });
    expect((await read()).segments[0]).toMatchObject({ id: a, speakerId: null });
  });

  it("that would bring back an id which another document has by now are refused", async () => {
    const { segmentIds, run, prisma } = await setUp();
    const other = await setUp();
    const commandId = randomUUID();
    await run({ type: "segment.remove", segmentIds: [segmentIds[0]] }, {}, commandId);
    await prisma.transcriptSegment.create({
      data: { id: segmentIds[0], documentId: other.documentId, position: 9, startMs: 0, endMs: 1, text: "x" },
    });
    expect(await run({ type: "change.undo", commandId })).toMatchObject({
      outcome: "refused",
      reason: "impossible",
    });
  });

  it("leave no line out at the end of a page, also where one came back to a place that was taken", async () => {
    const { documentId, segmentIds, run, prisma } = await setUp();
    const commandId = randomUUID();
    await run({ type: "segment.remove", segmentIds: [segmentIds[1]] }, {}, commandId);
    const [afterId, newSegmentId] = [segmentIds[0], randomUUID()];
    const insert = { type: "segment.insert", startMs: 0, endMs: 0, text: "new", speakerId: null } as const;
    await run({ ...insert, newSegmentId, afterId });
    await run({ type: "change.undo", commandId });
    const ids: string[] = [];
    let cursor: number | null = null;
    do {
      const page = await listHeads(1, { documentId, cursor, limit: 2 }, prisma);
      ids.push(...page.segments.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(ids.sort()).toEqual([...segmentIds, newSegmentId].sort());
  });
});
