import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import type { EditCommand } from "@/core/transcript/edit-command";
import { buildDocument } from "@/server/testing/factories";
import { setUpDatabase } from "@/server/testing/set-up-database";
import { applyEdits } from "./apply-edits";
import { getDocument, listAllSegments } from "./data";
import { listChanges } from "./list-changes";
import { listComments } from "./list-comments";
import { listHistory } from "./list-versions";
import { restoreVersion } from "./restore-version";
import { type MachineSegment, planDocumentResult, writeDocumentResult } from "./write-result";

const work = setUpDatabase();

/** Lines of words half a second apart. */
function heard(texts: string[], startMs = 0): MachineSegment[] {
  let at = 0;
  return texts.map((text) => {
    const words = text.split(" ").map((word) => {
      const start = startMs + at++ * 500;
      return { text: word, startMs: start, endMs: start + 400, confidence: 0.8 };
    });
    return { text, words, startMs: words[0]?.startMs ?? 0, endMs: words.at(-1)?.endMs ?? 0 };
  });
}

async function setUp(texts: string[]) {
  const { prisma } = work.database;
  const { documentId } = await buildDocument(prisma, { lines: [] });
  const hear = async (segments: MachineSegment[]) => {
    const result = await prisma.transcriptionResult.create({
      data: {
        textContent: segments.map(({ text }) => text).join(" "),
        segments: segments.map(({ text, words, startMs, endMs }, id) => ({
          id,
          start: startMs / 1000,
          end: endMs / 1000,
          text: ` ${text}`,
          words: words.map((word) => ({
            word: ` ${word.text}`,
            start: word.startMs / 1000,
            end: word.endMs / 1000,
            probability: word.confidence,
          })),
        })),
      },
    });
    await prisma.$transaction((tx) => writeDocumentResult(tx, { documentId, resultId: result.id, segments }));
    return result.id;
  };
  await hear(heard(texts));
  const lines = () => listAllSegments(1, documentId, prisma);
  const run = async (command: EditCommand) => {
    const { outcomes } = await applyEdits(
      1,
      { documentId, commands: [{ commandId: randomUUID(), bases: {}, command }] },
      prisma,
    );
    expect(outcomes[0]).toMatchObject({ outcome: "applied" });
  };
  const readTexts = async () => (await lines()).map(({ text }) => text);
  const [first, second] = (await lines()).map(({ id }) => id) as [string, string];
  return { prisma, documentId, hear, lines, run, texts: readTexts, first, second };
}

it("a new result takes the place of an old one, with what a person corrected, named, cut and joined", async () => {
  const { prisma, documentId, hear, lines, run, texts, first, second } = await setUp([
    "my name is jon smith",
    "we live by the see",
    "all year",
  ]);
  const speakerId = randomUUID();
  await run({ type: "segment.text", segmentId: first, text: "my name is John Smythe" });
  await run({ type: "speaker.create", speakerId, label: "John", segmentIds: [first, second] });
  await run({ type: "segment.split", segmentId: first, at: 7, newSegmentId: randomUUID() });
  const { revision } = await getDocument(1, documentId, prisma);

  const resultId = await hear(heard(["My name is Jon Smith.", "We live by the sea.", "All year."], 20));
  expect(await texts()).toEqual(["My name", "is John Smythe", "We live by the sea.", "All year."]);
  const after = await lines();
  expect(after[0]).toMatchObject({ id: first, speakerId });
  expect(after[2]).toMatchObject({ id: second, speakerId, startMs: 2520, endMs: 4920 });
  expect(after[1]?.words[1]).toMatchObject({ text: "John", startMs: 1520, endMs: 1920 });
  const document = await getDocument(1, documentId, prisma);
  expect(document.result?.id).toBe(resultId);
  expect(document.revision).toBe(revision + 1);
  expect(await listComments(1, documentId, prisma)).toEqual([]);

  // Whoever has the document open is told what became different, and everybody can go back.
  expect(await listChanges(1, { documentId, sinceRevision: revision }, prisma)).toMatchObject({
    isComplete: true,
    documentRevision: revision + 1,
  });
  const history = await listHistory(1, { documentId, limit: 5 }, prisma);
  expect(history.entries[0]).toMatchObject({ kind: "machine.carry" });
  const ref = { kind: "revision", revision } as const;
  await restoreVersion(1, { documentId, ref, commandId: randomUUID() }, prisma);
  expect(await texts()).toEqual(["my name", "is John Smythe", "we live by the see", "all year"]);
});

it("what has no sure place in the new text is listed beside it", async () => {
  const { prisma, documentId, hear, run, texts, first, second } = await setUp([
    "one two three",
    "alpha beta gamma delta epsilon zeta eta theta iota kappa",
    "nine ten",
  ]);
  await run({ type: "segment.text", segmentId: first, text: "one three" });
  await run({
    type: "segment.text",
    segmentId: second,
    text: "alpha beta gamma Delta-Werke zeta eta theta iota kappa",
  });
  await hear(heard(["one two three", "none of these words is what stood here before today", "nine ten"]));
  expect(await texts()).toEqual([
    "one three",
    "none of these words is what stood here before today",
    "nine ten",
  ]);
  expect(await listComments(1, documentId, prisma)).toMatchObject([
    {
      kind: "carry",
      text: "alpha beta gamma Delta-Werke zeta eta theta iota kappa",
      quote: "none of these words is what stood here before today",
      startMs: 1500,
      resolvedAt: null,
    },
  ]);
});

it("the same result again changes nothing", async () => {
  const { prisma, documentId, hear, run, texts, first } = await setUp(["one two three", "four"]);
  await run({ type: "segment.text", segmentId: first, text: "One, two, three." });
  const { revision } = await getDocument(1, documentId, prisma);
  await hear(heard(["one two three", "four"]));
  expect(await texts()).toEqual(["One, two, three.", "four"]);
  expect((await getDocument(1, documentId, prisma)).revision).toBe(revision);
});

it("a save that was made on the old text meets the new one as it meets any other change", async () => {
  const { prisma, documentId, hear, lines, first } = await setUp(["one two three", "four"]);
  const base = (await lines())[0]?.revision ?? -1;
  await hear(heard(["One, two, tree.", "Four."]));
  const command: EditCommand = { type: "segment.text", segmentId: first, text: "one two threes" };
  const { outcomes } = await applyEdits(
    1,
    { documentId, commands: [{ commandId: randomUUID(), bases: { [first]: base }, command }] },
    prisma,
  );
  expect(outcomes[0]).toMatchObject({ outcome: "stale", segments: { [first]: { text: "One, two, tree." } } });
});

it("carries a long text in a moment", async () => {
  const words = "the sea is wide and the boat is small so we went home again".split(" ");
  const texts = Array.from({ length: 2_000 }, (_, line) =>
    Array.from(
      { length: 12 },
      (_, at) => `${words[(line * 7 + at) % words.length]}${at === 0 ? line : ""}`,
    ).join(" "),
  );
  const { hear, run, texts: now, first } = await setUp(texts);
  await run({ type: "segment.text", segmentId: first, text: "a person wrote this" });
  const started = performance.now();
  await hear(heard(texts.map((text, line) => (line % 5 === 0 ? text.replace("sea", "see") : text))));
  expect(performance.now() - started).toBeLessThan(15_000);
  const after = await now();
  expect(after[0]).toBe("a person wrote this");
  expect(after).toHaveLength(2_000);
});

it("what a person saves between the working out and the writing of a result stays theirs", async () => {
  const { prisma, documentId, run, texts, first, second } = await setUp(["we live by the see", "all year"]);
  await run({ type: "segment.text", segmentId: first, text: "we live by the sea" });
  const { currentResultId } = await prisma.transcriptDocument.findUniqueOrThrow({
    where: { id: documentId },
  });
  const segments = heard(["We live by the see.", "All year."]);
  const planned = await planDocumentResult(prisma, {
    ...{ documentId, resultId: currentResultId as string, idPrefix: "again", segments },
  });
  if (!planned) throw new Error("There is no plan.");
  await run({ type: "segment.text", segmentId: second, text: "all winter" });
  await prisma.$transaction((tx) => writeDocumentResult(tx, planned));
  expect(await texts()).toEqual([expect.stringMatching(/\bsea\b/), expect.stringMatching(/\bwinter\b/)]);
});

it("a change longer than one parameter is written whole, whatever its letters", async () => {
  const { prisma, documentId, run, first } = await setUp(["short"]);
  const text = "a\u{1f600}".repeat(200_000);
  await run({ type: "segment.text", segmentId: first, text });
  const row = await prisma.transcriptRevision.findFirstOrThrow({
    where: { documentId, kind: "segment.text" },
  });
  expect(JSON.stringify(row.after)).toContain(text);
});
