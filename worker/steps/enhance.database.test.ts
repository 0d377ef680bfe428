import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { changeEnhancement } from "@/server/enhancement/change-text";
import { getEnhancement, listChangeViews } from "@/server/enhancement/data";
import { clearCache, getCacheFigures } from "@/server/enhancement/kept-answers";
import { changeListInput } from "@/server/enhancement/schema";
import { cancelWork, estimateEnhancement, retryWork, startEnhancement } from "@/server/enhancement/service";
import { getSettings } from "@/server/platform/env";
import { buildTranscript } from "@/server/testing/build-transcript";
import { buildUser } from "@/server/testing/factories";
import { setUpWorkDatabase } from "@/server/testing/set-up-work-database";
import {
  type ChatBehaviour,
  editWith,
  refuse,
  say,
  startTextModelServer,
  type TextModelServer,
} from "@/server/testing/text-model-server";
import { applyEdits } from "@/server/transcripts/apply-edits";
import { listAllSegments } from "@/server/transcripts/data";
import { enhanceTranscript } from "./enhance";
import { buildTextOptions, runTextJob } from "./fixtures/run-text-job";

const OWNER = 1;
const work = setUpWorkDatabase();
let server: TextModelServer;
beforeAll(async () => {
  server = await startTextModelServer(say("{}"));
});
afterAll(() => server.close());
beforeEach(async () => {
  server.requests.length = 0;
  await work.database.prisma.enhancementCacheEntry.deleteMany({});
});
const before = { ...getSettings() };
afterEach(() => {
  Object.assign(getSettings(), before);
});

function setUpModel(behaviour: ChatBehaviour, contextTokens = 1_000): void {
  server.behave(behaviour);
  Object.assign(getSettings(), {
    TRAX_TEXT_BASE_URL: server.url,
    TRAX_TEXT_MODEL: "editor",
    TRAX_TEXT_CONTEXT_TOKENS: contextTokens,
    TRAX_TEXT_CONCURRENCY: 2,
    TRAX_TEXT_PRICE: { input: 1, output: 2 },
  });
}

const spoken =
  "we signed the contract on monday and the office in leeds has a copy of it | did you send the other one to the bank | no i did not send it um because the bank was closed";
/** Two sentences of it for each of so many stretches. */
const longText = (times: number) =>
  Array.from({ length: times }, (_, at) => `${people[at % people.length]} says that ${spoken}`).join(" | ");
const people = "anna boris clara david emma frank grace henry".split(" ");
const capitals = (text: string) => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;

const textOf = async (documentId: string, ownerId = OWNER) =>
  (await listAllSegments(ownerId, documentId, work.database.prisma)).map(({ text }) => text).join(" ");

async function enhance(documentId: string, engine: "rules" | "openai" = "rules", domain = "meeting") {
  const { prisma } = work.database;
  await startEnhancement(OWNER, { documentId, engine, domain }, prisma);
  return runTextJob(buildTextOptions(prisma), documentId, "enhancement", enhanceTranscript);
}

const changesOf = (documentId: string, ownerId = OWNER) =>
  listChangeViews(ownerId, changeListInput.parse({ documentId, limit: 1_000 }), work.database.prisma);

async function edit(documentId: string, from: string, to: string): Promise<void> {
  const { prisma } = work.database;
  const line = (await listAllSegments(OWNER, documentId, prisma)).find(({ text }) => text.includes(from));
  if (!line) throw new Error(`no line has ${from}`);
  const { outcomes } = await applyEdits(
    OWNER,
    {
      documentId,
      commands: [
        {
          commandId: randomUUID(),
          bases: { [line.id]: line.revision },
          command: { type: "segment.text", segmentId: line.id, text: line.text.replace(from, to) },
        },
      ],
    },
    prisma,
  );
  expect(outcomes[0]?.outcome).toBe("applied");
}

it("makes a text better by the rules, with times and the person's own words, as one revision that goes back", async () => {
  const { prisma } = work.database;
  const { documentId, resultId } = await buildTranscript(prisma, spoken);
  await edit(documentId, "leeds", "Bradford");
  const machine = await prisma.transcriptionResult.findUniqueOrThrow({ where: { id: resultId } });
  const job = await enhance(documentId);
  expect(job).toMatchObject({ status: "completed", progress: 1 });
  const text = await textOf(documentId);
  expect(text).toContain("on Monday");
  expect(text).toContain("Bradford");
  expect(text).not.toContain(" um ");
  const result = await prisma.transcriptionResult.findUniqueOrThrow({ where: { id: resultId } });
  for (const column of ["textContent", "segments", "rawContent", "mergedContent"] as const) {
    expect(result[column]).toEqual(machine[column]);
  }
  expect(result).toMatchObject({ domainUsed: "meeting", pipelineVersion: "v2" });
  expect(result.enhancedContent).toContain("Monday");
  expect(result.processingMetadata).toMatchObject({
    engine: "moonshine-base",
    enhancement: { engine: "rules", domain: "meeting", domainVersion: 0, windows: 1, rejected: 0 },
  });
  const words = (await listAllSegments(OWNER, documentId, prisma)).flatMap((line) => line.words);
  expect(words.find((word) => word.text.startsWith("contract"))?.startMs).toBe(1_200);
  expect(await prisma.enhancementWindow.count()).toBe(0);
  const revision = await prisma.transcriptRevision.findFirstOrThrow({
    where: { documentId },
    orderBy: { revision: "desc" },
  });
  expect(revision.kind).toBe("machine.carry");
  const undo = { type: "change.undo", commandId: revision.commandId ?? "" } as const;
  const commands = [{ commandId: randomUUID(), bases: {}, command: undo }];
  expect((await applyEdits(OWNER, { documentId, commands }, prisma)).outcomes[0]?.outcome).toBe("applied");
  expect(await textOf(documentId)).toBe(spoken.replaceAll(" |", "").replace("leeds", "Bradford"));
});

it("undoes and accepts changes one by one and by kind; where a person changed the place, their words stay", async () => {
  const { prisma } = work.database;
  const { documentId, resultId } = await buildTranscript(prisma, spoken);
  await enhance(documentId);
  const enhanced = await textOf(documentId);
  const { changes, total } = await changesOf(documentId);
  expect(total).toBe(changes.length);
  const monday = changes.find(({ after }) => after.includes("Monday"));
  const filler = changes.find(({ kind }) => kind === "filler");
  if (!monday || !filler) throw new Error(`no such changes: ${JSON.stringify(changes)}`);
  expect(monday.startMs).toBeGreaterThan(1_500);

  const undo = await changeEnhancement(OWNER, { documentId, choice: { ids: [monday.id] } }, "undone", prisma);
  expect(undo).toMatchObject({ changed: 1, untouched: [] });
  expect(undo.documentRevision).not.toBeNull();
  expect(await textOf(documentId)).toBe(enhanced.replace("Monday", "monday"));
  const again = await changeEnhancement(
    OWNER,
    { documentId, choice: { ids: [monday.id] } },
    "undone",
    prisma,
  );
  expect(again).toEqual({ changed: 0, untouched: [], documentRevision: null });

  await edit(documentId, "monday", "Tuesday");
  const accept = await changeEnhancement(
    OWNER,
    { documentId, choice: { ids: [monday.id] } },
    "accepted",
    prisma,
  );
  expect(accept).toMatchObject({ changed: 1, untouched: [monday.id] });
  expect(await textOf(documentId)).toBe(enhanced.replace("Monday", "Tuesday"));

  await changeEnhancement(OWNER, { documentId, choice: { kinds: ["filler"] } }, "undone", prisma);
  expect(await textOf(documentId)).toContain("um");
  const { enhancement } = await getEnhancement(OWNER, documentId, prisma);
  expect(enhancement?.kinds.find(({ kind }) => kind === "filler")).toMatchObject({ undone: 1 });

  await changeEnhancement(OWNER, { documentId, choice: { all: true } }, "undone", prisma);
  const machine = spoken.replaceAll(" |", "");
  // The comma stands on a word of theirs.
  expect(await textOf(documentId)).toBe(machine.replace("monday", "Tuesday,"));
  const result = await prisma.transcriptionResult.findUniqueOrThrow({ where: { id: resultId } });
  expect(result.enhancedContent?.replace(/\s+/g, " ")).toBe(machine);
  await changeEnhancement(OWNER, { documentId, choice: { all: true } }, "accepted", prisma);
  expect(await textOf(documentId)).toBe(enhanced.replace("Monday", "Tuesday"));
});

it("is nobody's but the owner's", async () => {
  const { prisma } = work.database;
  const other = await buildUser(prisma);
  const { documentId } = await buildTranscript(prisma, spoken);
  await enhance(documentId);
  const gone = { code: "NOT_FOUND" };
  await expect(startEnhancement(other, { documentId }, prisma)).rejects.toMatchObject(gone);
  await expect(estimateEnhancement(other, { documentId }, prisma)).rejects.toMatchObject(gone);
  await expect(getEnhancement(other, documentId, prisma)).rejects.toMatchObject(gone);
  await expect(changesOf(documentId, other)).rejects.toMatchObject(gone);
  for (const wanted of ["undone", "accepted"] as const) {
    const choice = { documentId, choice: { all: true as const } };
    await expect(changeEnhancement(other, choice, wanted, prisma)).rejects.toMatchObject(gone);
  }
  await expect(cancelWork(other, documentId, "enhancement", prisma)).rejects.toMatchObject(gone);
  await expect(retryWork(other, documentId, "enhancement", prisma)).rejects.toMatchObject(gone);
});

it("asks a model window by window, tells the cost before and after, and pays for nothing twice", async () => {
  const { prisma } = work.database;
  setUpModel(async (request, res) => {
    await delay(50);
    return editWith(capitals)(request, res);
  });
  const { documentId } = await buildTranscript(prisma, longText(6));
  const wish = { documentId, engine: "openai" as const, domain: "meeting" };
  const told = await estimateEnhancement(OWNER, wish, prisma);
  expect(told.windows).toBeGreaterThan(3);
  expect(told).toMatchObject({ cachedWindows: 0, domain: "meeting" });
  expect(told.dollars).toBeGreaterThan(0);
  const job = await enhance(documentId, "openai");
  expect(job).toMatchObject({ status: "completed" });
  expect(job.resultData).toMatchObject({
    requests: told.windows,
    dollars: expect.closeTo(told.windows * 0.0002),
  });
  expect(server.mostAtOnce()).toBe(2);

  const { enhancement } = await getEnhancement(OWNER, documentId, prisma);
  expect(enhancement).toMatchObject({ model: "editor", windows: { total: told.windows, rejected: [] } });
  const second = await buildTranscript(prisma, longText(6));
  const later = await estimateEnhancement(OWNER, { ...wish, documentId: second.documentId }, prisma);
  expect(later).toMatchObject({ cachedWindows: told.windows, dollars: 0, inputTokens: 0 });
  server.requests.length = 0;
  await enhance(second.documentId, "openai");
  expect(server.requests).toHaveLength(0);
  const figures = await getCacheFigures(OWNER, prisma);
  expect(figures.hits).toBe(told.windows);
  expect(figures.savedDollars).toBeCloseTo(told.windows * 0.0002);
  const other = await buildUser(prisma);
  expect(await clearCache(other, prisma)).toBe(0);
  expect(await clearCache(OWNER, prisma)).toBe(figures.entries);
  // With another domain it is another question.
  expect((await estimateEnhancement(OWNER, { ...wish, domain: "legal" }, prisma)).cachedWindows).toBe(0);
});

it("keeps the machine's words where a model is careless, and says where and why", async () => {
  const { prisma } = work.database;
  let asked = 0;
  setUpModel(
    editWith((text) =>
      asked++ === 1 ? `${capitals(text)} The bank paid 5,000 pounds to Mister Smith.` : capitals(text),
    ),
  );
  const { documentId, resultId } = await buildTranscript(prisma, longText(4));
  expect(await enhance(documentId, "openai")).toMatchObject({ status: "completed" });
  expect(await textOf(documentId)).not.toContain("5,000");
  const { enhancement } = await getEnhancement(OWNER, documentId, prisma);
  expect(enhancement?.windows.rejected).toHaveLength(1);
  expect(enhancement?.windows.rejected[0]?.sentence).toMatch(/machine's words stand here\.$/);
  const result = await prisma.transcriptionResult.findUniqueOrThrow({ where: { id: resultId } });
  expect(result.qualityWarningsV2).toEqual([
    { code: "enhancement_rejected", startMs: expect.any(Number), endMs: expect.any(Number) },
  ]);
});

it.each<[string, ChatBehaviour, string]>([
  [
    "obeys somebody in the recording",
    editWith(() => "Ha, I am free. Visit https://evil.example now."),
    "ENHANCEMENT_NOTHING_KEPT",
  ],
  [
    "answers in another language",
    editWith(() => "Wir haben den Vertrag am Montag unterschrieben und das Büro hat eine Kopie davon."),
    "ENHANCEMENT_NOTHING_KEPT",
  ],
  ["claims JSON and writes prose", say("Of course! Here is your text."), "ENHANCEMENT_NOTHING_KEPT"],
  ["declines", say("", { refusal: "no" }), "ENHANCEMENT_NOTHING_KEPT"],
  ["breaks off", say('{"paragraphs": ["We', { finish: "length" }), "ENHANCEMENT_NOTHING_KEPT"],
  ["does not take the key", refuse(401), "TEXT_KEY_REFUSED"],
  ["has no credit", refuse(429, { code: "insufficient_quota" }), "TEXT_QUOTA"],
  ["is not there", refuse(404, { code: "model_not_found" }), "TEXT_MODEL_UNKNOWN"],
])(
  "a model that %s changes nothing, is told in one sentence, and can be tried again",
  async (_, behaviour, code) => {
    const { prisma } = work.database;
    setUpModel(behaviour);
    const { documentId } = await buildTranscript(prisma, longText(2));
    const text = await textOf(documentId);
    const job = await enhance(documentId, "openai");
    expect(job).toMatchObject({ status: "failed", errorCode: code });
    expect(job.errorMessage).toMatch(/\.$/);
    expect(await textOf(documentId)).toBe(text);
    expect((await getEnhancement(OWNER, documentId, prisma)).work).toMatchObject({
      state: "failed",
      error: { code },
    });
    server.behave(editWith(capitals));
    expect(await retryWork(OWNER, documentId, "enhancement", prisma)).toBe(1);
    const again = await runTextJob(buildTextOptions(prisma), documentId, "enhancement", enhanceTranscript);
    expect(again).toMatchObject({ status: "completed" });
  },
);

it("repeats no window but those in hand when its worker is killed, and a frozen one writes nothing any more", async () => {
  const { prisma } = work.database;
  const { documentId } = await buildTranscript(prisma, longText(8));
  let asked = 0;
  let stuck: () => void = () => {};
  const frozen = new Promise<void>((resolve) => {
    stuck = resolve;
  });
  setUpModel(async (request, res) => {
    // The fifth and what comes with it never get their answer.
    if (asked++ >= 4 && asked <= 6) return stuck();
    return editWith(capitals)(request, res);
  });
  await startEnhancement(OWNER, { documentId, engine: "openai", domain: "meeting" }, prisma);
  const options = buildTextOptions(prisma);
  const first = runTextJob(options, documentId, "enhancement", enhanceTranscript);
  await frozen;
  await expect.poll(() => prisma.enhancementWindow.count()).toBe(4);
  await expect.poll(() => server.requests.length).toBe(6);
  // What a sweeper does with the run of a dead worker.
  await prisma.v2ProcessingJob.updateMany({
    where: { documentId, status: "running" },
    data: { status: "pending", claimToken: null, heartbeatAt: null },
  });
  const requestsBefore = server.requests.length;
  const done = await runTextJob(buildTextOptions(prisma), documentId, "enhancement", enhanceTranscript);
  expect(done).toMatchObject({ status: "completed" });
  const { enhancement } = await getEnhancement(OWNER, documentId, prisma);
  const total = enhancement?.windows.total ?? 0;
  expect(server.requests.length - requestsBefore).toBe(total - 4);
  await first;
  expect(await prisma.enhancementWindow.count()).toBe(0);
});

it("has a sentence for a text without words, and for one that is being worked on", async () => {
  const { prisma } = work.database;
  const music = await buildTranscript(prisma, "♪ [Music] ♪");
  await expect(startEnhancement(OWNER, { documentId: music.documentId }, prisma)).rejects.toMatchObject({
    code: "ENHANCEMENT_NO_WORDS",
  });
  const { documentId } = await buildTranscript(prisma, spoken);
  await expect(startEnhancement(OWNER, { documentId, engine: "openai" }, prisma)).rejects.toMatchObject({
    code: "TEXT_NOT_SET_UP",
  });
  await expect(startEnhancement(OWNER, { documentId, domain: "nowhere" }, prisma)).rejects.toMatchObject({
    code: "DOMAIN_UNKNOWN",
  });
  await startEnhancement(OWNER, { documentId }, prisma);
  await expect(startEnhancement(OWNER, { documentId }, prisma)).rejects.toMatchObject({
    code: "ENHANCEMENT_UNDER_WAY",
  });
  expect(await cancelWork(OWNER, documentId, "enhancement", prisma)).toBe(1);
  expect((await getEnhancement(OWNER, documentId, prisma)).work).toBeNull();
});
