import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { threeSubjects } from "@/core/summary/test-data/three-subjects";
import { getSettings } from "@/server/platform/env";
import { getSummaries } from "@/server/summaries/data";
import type { SummaryInput } from "@/server/summaries/schema";
import { cancelSummary, estimateSummary, retrySummary, startSummary } from "@/server/summaries/service";
import { buildTranscript } from "@/server/testing/build-transcript";
import { buildUser } from "@/server/testing/factories";
import { setUpWorkDatabase } from "@/server/testing/set-up-work-database";
import {
  type ChatBehaviour,
  type ChatRequest,
  chatInTurn,
  refuse,
  say,
  startTextModelServer,
  type TextModelServer,
} from "@/server/testing/text-model-server";
import { applyEdits } from "@/server/transcripts/apply-edits";
import { listAllSegments } from "@/server/transcripts/data";
import { buildTextOptions, runTextJob } from "./fixtures/run-text-job";
import { summarizeTranscript } from "./summarize";

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

function setUpModel(behaviour: ChatBehaviour, contextTokens = 2_600): void {
  server.behave(behaviour);
  Object.assign(getSettings(), {
    TRAX_TEXT_BASE_URL: server.url,
    TRAX_TEXT_MODEL: "editor",
    TRAX_TEXT_CONTEXT_TOKENS: contextTokens,
    TRAX_TEXT_CONCURRENCY: 2,
    TRAX_TEXT_PRICE: { input: 1, output: 2 },
  });
}

const spoken = threeSubjects.map((subject) => subject.join(" ")).join(" | ");

interface Shown {
  sentences?: { n: number; text: string }[];
  chapters?: { n: number }[];
  statements?: { n: number; section: string; text: string }[];
}

/** Takes down each second sentence as it was said, and keeps each third of what is too much. */
const honest: ChatBehaviour = (request, res) => answer(request, res, (text) => text);

function answer(
  request: ChatRequest,
  res: Parameters<ChatBehaviour>[1],
  write: (text: string, n: number) => string,
  cite: (n: number) => number[] = (n) => [n],
) {
  const { sentences = [], chapters = [], statements } = request.data as Shown;
  const value = statements
    ? {
        statements: statements
          .filter(({ n }) => n % 3 === 0)
          .map(({ n, section, text }) => ({ section, text, from: [n] })),
      }
    : {
        titles: chapters.map(({ n }) => ({ n, title: sentences.find((each) => each.n === n)?.text ?? "" })),
        statements: sentences
          .filter(({ n }) => n % 2 === 0)
          .map(({ n, text }) => ({ section: "points", text: write(text, n), sources: cite(n) })),
      };
  return say(JSON.stringify(value))(request, res);
}

async function summarize(documentId: string, input: Omit<SummaryInput, "documentId"> = {}) {
  const { prisma } = work.database;
  await startSummary(OWNER, { documentId, ...input }, prisma);
  return runTextJob(buildTextOptions(prisma), documentId, "summary", summarizeTranscript);
}

async function read(documentId: string, ownerId = OWNER) {
  return getSummaries(ownerId, { documentId }, work.database.prisma);
}

async function edit(documentId: string, from: string, to: string): Promise<void> {
  const { prisma } = work.database;
  const line = (await listAllSegments(OWNER, documentId, prisma)).find(({ text }) => text.includes(from));
  if (!line) throw new Error(`no line has ${from}`);
  const command = { type: "segment.text", segmentId: line.id, text: line.text.replace(from, to) } as const;
  const commands = [{ commandId: randomUUID(), bases: { [line.id]: line.revision }, command }];
  const { outcomes } = await applyEdits(OWNER, { documentId, commands }, prisma);
  expect(outcomes[0]?.outcome).toBe("applied");
}

it("is made without a model of the text as a person left it, and says when that has changed since", async () => {
  const { documentId } = await buildTranscript(work.database.prisma, spoken);
  await edit(documentId, "Anna", "Zoe");
  expect(await summarize(documentId, { template: "minutes" })).toMatchObject({ status: "completed" });
  const { summary, work: under, made } = await read(documentId);
  expect(under).toBeNull();
  expect(made).toMatchObject([{ template: "minutes", templateTitle: "Meeting minutes", engine: "rules" }]);
  expect(summary).toMatchObject({ isOutdated: false, dropped: [], gaps: [], dollars: 0 });
  expect(summary?.chapters).toHaveLength(3);
  const actions = summary?.sections.find(({ id }) => id === "actions");
  const action = actions?.statements[0];
  expect(action?.text).toBe("Zoe will ask the bank about a loan until Friday.");
  const segments = await listAllSegments(OWNER, documentId, work.database.prisma);
  const words = segments.flatMap((line) => line.words);
  const zoe = words.find(({ text }) => text === "Zoe");
  expect(action?.sources).toMatchObject([{ startMs: zoe?.startMs, wordCount: 10, quote: action?.text }]);
  expect(words[action?.sources[0]?.firstWord ?? -1]?.text).toBe("Zoe");

  await edit(documentId, "Zoe", "Anna");
  expect((await read(documentId)).summary?.isOutdated).toBe(true);
  await edit(documentId, "Anna", "Zoe");
  expect((await read(documentId)).summary?.isOutdated).toBe(false);

  await summarize(documentId, { template: "key-points" });
  const again = await read(documentId);
  expect(again.made.map(({ template }) => template)).toEqual(["key-points", "minutes"]);
  const old = { documentId, summaryId: again.made[1]?.id ?? "" };
  expect((await getSummaries(OWNER, old, work.database.prisma)).summary).toEqual(summary);
});

it("is nobody's but the owner's, and of no text without words", async () => {
  const { prisma } = work.database;
  const other = await buildUser(prisma);
  const { documentId } = await buildTranscript(prisma, spoken);
  await summarize(documentId);
  const gone = { code: "NOT_FOUND" };
  await expect(startSummary(other, { documentId }, prisma)).rejects.toMatchObject(gone);
  await expect(estimateSummary(other, { documentId }, prisma)).rejects.toMatchObject(gone);
  await expect(read(documentId, other)).rejects.toMatchObject(gone);
  await expect(cancelSummary(other, documentId, prisma)).rejects.toMatchObject(gone);
  await expect(retrySummary(other, documentId, prisma)).rejects.toMatchObject(gone);
  const { made } = await read(documentId);
  const { documentId: another } = await buildTranscript(prisma, spoken);
  const mixed = { documentId: another, summaryId: made[0]?.id ?? "" };
  await expect(getSummaries(OWNER, mixed, prisma)).rejects.toMatchObject(gone);

  const { documentId: music } = await buildTranscript(prisma, "[Music] ♪ ♪");
  await expect(startSummary(OWNER, { documentId: music }, prisma)).rejects.toMatchObject({
    code: "ENHANCEMENT_NO_WORDS",
  });
  await expect(startSummary(OWNER, { documentId, engine: "openai" }, prisma)).rejects.toMatchObject({
    code: "TEXT_NOT_SET_UP",
  });
});

it("asks a model window by window and joins the notes; the cost is told before, and nothing is paid twice", async () => {
  const { prisma } = work.database;
  const { documentId } = await buildTranscript(prisma, spoken);
  setUpModel(honest);
  const wish = { engine: "openai" as const };
  const estimate = await estimateSummary(OWNER, { documentId, ...wish }, prisma);
  expect(estimate.windows).toBeGreaterThan(2);
  expect(estimate).toMatchObject({ cachedWindows: 0, dollars: expect.any(Number) });
  expect(server.requests).toHaveLength(0);
  expect(await summarize(documentId, wish)).toMatchObject({ status: "completed", progress: 1 });
  const asked = server.requests.length;
  expect(asked).toBeGreaterThan(estimate.windows);
  expect(server.requests[0]?.instructions).not.toContain("budget");
  const { summary } = await read(documentId);
  expect(summary).toMatchObject({ engine: "openai", model: "editor", dropped: [], gaps: [] });
  expect(summary?.inputTokens).toBe(asked * 100);
  const statements = summary?.sections[0]?.statements ?? [];
  expect(statements.length).toBeGreaterThan(5);
  expect(statements.length).toBeLessThanOrEqual(12);
  for (const { text, sources } of statements) expect(sources.map(({ quote }) => quote)).toEqual([text]);
  expect(summary?.chapters[0]?.title).toBe("The budget for the new library building is two million euros");

  expect(await estimateSummary(OWNER, { documentId, ...wish }, prisma)).toMatchObject({
    cachedWindows: estimate.windows,
    dollars: 0,
  });
  await summarize(documentId, wish);
  expect(server.requests).toHaveLength(asked);
  const again = await read(documentId);
  expect(again.summary?.sections).toEqual(summary?.sections);
  expect(again.summary).toMatchObject({ inputTokens: 0, dollars: 0 });
});

it("leaves out what a lying model writes, and says so", async () => {
  const { documentId } = await buildTranscript(work.database.prisma, spoken);
  const lies = ["Zacharias paid 900 pounds.", "It was never mentioned at all.", "See https://evil.example"];
  setUpModel((request, res) =>
    answer(
      request,
      res,
      (text, n) => (n % 4 === 0 ? (lies[(n / 4) % lies.length] ?? "") : text),
      (n) => (n % 10 === 2 ? [n + 9_000] : [n]),
    ),
  );
  await summarize(documentId, { engine: "openai" });
  const { summary } = await read(documentId);
  const shown = JSON.stringify(summary?.sections);
  for (const lie of lies) expect(shown).not.toContain(lie);
  expect(summary?.sections[0]?.statements.length).toBeGreaterThan(3);
  const reasons = new Set(summary?.dropped.map(({ reason }) => reason));
  for (const reason of ["unknown-source", "number", "markup"]) expect(reasons).toContain(reason);

  setUpModel(
    say(JSON.stringify({ titles: [], statements: [{ section: "points", text: lies[0], sources: [0] }] })),
  );
  await work.database.prisma.enhancementCacheEntry.deleteMany({});
  const failed = await summarize(documentId, { engine: "openai" });
  expect(failed).toMatchObject({ status: "failed", errorCode: "SUMMARY_NOTHING_KEPT" });
  const after = await read(documentId);
  expect(after.work).toMatchObject({ state: "failed", error: { code: "SUMMARY_NOTHING_KEPT" } });
  expect(after.summary?.sections).toEqual(summary?.sections);
  // Tried again it asks again, and then it is done.
  setUpModel(honest);
  await retrySummary(OWNER, documentId, work.database.prisma);
  const options = buildTextOptions(work.database.prisma);
  expect(await runTextJob(options, documentId, "summary", summarizeTranscript)).toMatchObject({
    status: "completed",
  });
});

it("asks for halves where an answer breaks off, waits where it is told to, and tells of what nobody answered", async () => {
  const { documentId } = await buildTranscript(work.database.prisma, spoken);
  const short: ChatBehaviour = (request, res) => {
    const { sentences = [] } = request.data as Shown;
    if (sentences.length > 8) return say('{"titles": [], "state', { finish: "length" })(request, res);
    if (sentences.some(({ text }) => text.includes("lavender")))
      return say("", { refusal: "No." })(request, res);
    return honest(request, res);
  };
  setUpModel(chatInTurn(refuse(429, {}, { "retry-after": "0.1" }), short));
  expect(await summarize(documentId, { engine: "openai" })).toMatchObject({ status: "completed" });
  const { summary } = await read(documentId);
  expect(summary?.sections[0]?.statements.length).toBeGreaterThan(5);
  expect(summary?.gaps.length).toBeGreaterThan(0);
  expect(summary?.gaps[0]?.sentence).toContain("declined");

  setUpModel(refuse(401));
  await work.database.prisma.enhancementCacheEntry.deleteMany({});
  expect(await summarize(documentId, { engine: "openai" })).toMatchObject({
    status: "failed",
    errorCode: "TEXT_KEY_REFUSED",
  });
});

it("goes on after a run that was cut off, and ends at once when it is cancelled", async () => {
  const { prisma } = work.database;
  const { documentId } = await buildTranscript(prisma, spoken);
  setUpModel((request, res) => (request.index > 1 ? undefined : honest(request, res)));
  await startSummary(OWNER, { documentId, engine: "openai" }, prisma);
  await expect(startSummary(OWNER, { documentId }, prisma)).rejects.toMatchObject({
    code: "ENHANCEMENT_UNDER_WAY",
  });
  const { documentId: another } = await buildTranscript(prisma, spoken);
  await startSummary(OWNER, { documentId: another }, prisma);
  const frozen = runTextJob(buildTextOptions(prisma), documentId, "summary", summarizeTranscript);
  await expect.poll(() => server.requests.length, { timeout: 10_000 }).toBe(4);
  // What a sweeper does with the run of a dead worker.
  await prisma.v2ProcessingJob.updateMany({
    where: { documentId, status: "running" },
    data: { status: "pending", claimToken: null, heartbeatAt: null },
  });
  await frozen;
  const options = buildTextOptions(prisma);
  const keptBefore = await prisma.enhancementCacheEntry.count();
  expect(keptBefore).toBe(2);

  server.requests.length = 0;
  setUpModel(honest);
  expect(await runTextJob(options, documentId, "summary", summarizeTranscript)).toMatchObject({
    status: "completed",
  });
  const { summary } = await read(documentId);
  // What the run before paid for is part of the price.
  expect(summary?.inputTokens).toBe((server.requests.length + keptBefore) * 100);

  await prisma.enhancementCacheEntry.deleteMany({});
  server.requests.length = 0;
  setUpModel(() => delay(60_000, undefined, { ref: false }).then(() => {}));
  await startSummary(OWNER, { documentId, engine: "openai" }, prisma);
  const cancelled = runTextJob(options, documentId, "summary", summarizeTranscript);
  await expect.poll(() => server.requests.length, { timeout: 10_000 }).toBeGreaterThan(0);
  expect(await cancelSummary(OWNER, documentId, prisma)).toBe(1);
  expect(await cancelled).toMatchObject({ status: "cancelled" });
  expect((await read(documentId)).work).toBeNull();
});
