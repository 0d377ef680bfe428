import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { segmentWords } from "@/core/transcript/segment-words";
import type { TimedWord } from "@/core/transcript/types";
import { getBatch } from "@/server/batches/data";
import { transcribeAgain } from "@/server/batches/transcribe-again";
import { claim, finish } from "@/server/jobs/lifecycle";
import { buildBatch, buildUser, markDispatched, moveItems } from "@/server/testing/factories";
import { setUpWorkDatabase, testWorker } from "@/server/testing/set-up-work-database";
import { createTestHome } from "@/server/testing/test-home";
import { applyEdits } from "@/server/transcripts/apply-edits";
import { getDocument, listSegments } from "@/server/transcripts/data";
import { createActiveRuns } from "../active-runs";
import { type ChunkResult, SAMPLE_RATE, type SampleRange, type SpeechEngine } from "../engines/engine";
import type { EngineProvider } from "../engines/engine-provider";
import { createAdmission } from "../resources/admission";
import { createResourceMeter } from "../resources/resource-meter";
import { runWork } from "../run-work";
import { itemWork } from "../work-kind";
import type { AssembledResult } from "./assemble-result";
import { STRETCH_MARGIN_MS } from "./clip-speech";
import { writeSilentSound } from "./fixtures/silent-sound";
import { transcribe } from "./transcribe";
import { writeTranscription } from "./write-transcription";

const OWNER = 1;
const SECONDS = 40;
const work = setUpWorkDatabase();
let testHome: Awaited<ReturnType<typeof createTestHome>>;
beforeAll(async () => {
  testHome = await createTestHome();
});
afterAll(() => testHome.close());

/** One word a second, four to a line: what was said is "word0 word1 word2 word3. word4 …". */
const hearAll = (other: Record<number, string> = {}): TimedWord[] =>
  Array.from({ length: SECONDS }, (_, second) => ({
    text: `${other[second] ?? `word${second}`}${second % 4 === 3 ? "." : ""}`,
    startMs: second * 1_000 + 100,
    endMs: second * 1_000 + 900,
    confidence: 0.95,
  }));

/** Speech throughout; `heard` tells what was asked for. */
function createFakeEngine(words: TimedWord[]) {
  const heard: SampleRange[] = [];
  const engine: SpeechEngine = {
    description: { id: "moonshine-tiny", name: "tiny", languages: ["en"], description: "" },
    lanes: 1,
    prepare: async () => {},
    detectSpeech: async () => [{ start: 0, end: SECONDS * SAMPLE_RATE }],
    planChunks: (regions) => regions.map((region) => ({ ...region })),
    async transcribeChunk(_: string, range: SampleRange): Promise<ChunkResult> {
      heard.push(range);
      const within = words.filter(
        ({ startMs, endMs }) => endMs * 16 > range.start && startMs * 16 < range.end,
      );
      const text = within.map((word) => word.text).join(" ");
      return { words: within, text, avgLogprob: -0.1, noSpeechLogprob: -9, stopped: "end", tokens: [] };
    },
  };
  return { engine, heard };
}

/** A recording that was heard with mistakes in two lines. */
async function hearFirst() {
  const { prisma } = work.database;
  const { items } = await buildBatch(prisma, { ownerId: OWNER });
  const source = items[0] as (typeof items)[number];
  await writeSilentSound(prisma, testHome.home, source.mediaFileId, SECONDS);
  await moveItems(prisma, { id: source.preprocess }, { status: "completed" });
  await markDispatched(prisma, source.transcribe);
  const run = await claim(prisma, source.transcribe, testWorker);
  if (!run) throw new Error("not claimed");
  const words = hearAll({ 5: "fife", 13: "dirty", 30: "sturdy" });
  const segments = segmentWords(words);
  const text = segments.map((segment) => segment.text).join(" ");
  const warnings = [
    { code: "speech_gap", startMs: 13_000, endMs: 14_000 },
    { code: "speech_gap", startMs: 30_000, endMs: 31_000 },
  ];
  const assembled = {
    ...{ engine: "moonshine-base", model: "moonshine-base", language: "en", words, segments, text },
    ...{ chunks: [], cost: null, durationSeconds: SECONDS },
    quality: {
      ...{ codes: ["clipped"], warnings, signals: { meanLogprob: -0.1 } },
      accuracy: { accuracy: 0.9, low: 0.8, high: 1 },
    },
  } as unknown as AssembledResult;
  expect(await finish(prisma, run, {}, (tx) => writeTranscription(tx, run, assembled, 1))).toBe(true);
  return source;
}

async function hearStretch(batchId: string, engine: SpeechEngine): Promise<void> {
  const { prisma } = work.database;
  const item = await prisma.batchItem.findFirstOrThrow({ where: { batchJobId: batchId } });
  expect(item).toMatchObject({ taskType: "transcribe" });
  const meter = createResourceMeter({ sampleMs: 100 });
  const engines = { slots: 1, get: () => engine } as unknown as EngineProvider;
  const options = {
    ...{ prisma, workerId: testWorker, cores: 1, meter, admission: createAdmission(meter.measureTreeMb) },
    ...{ activeRuns: createActiveRuns(), engines },
  };
  await runWork(options, itemWork, item.id, transcribe);
}

const listLines = async (documentId: string) =>
  (await listSegments(OWNER, { documentId, limit: 200 }, work.database.prisma)).segments;

async function correct(documentId: string, from: string, to: string): Promise<void> {
  const line = (await listLines(documentId)).find(({ text }) => text.includes(from));
  if (!line) throw new Error(`no ${from}`);
  const command = { type: "segment.text" as const, segmentId: line.id, text: line.text.replace(from, to) };
  const edit = { commandId: randomUUID(), bases: { [line.id]: line.revision }, command };
  await applyEdits(OWNER, { documentId, commands: [edit] }, work.database.prisma);
}

it("hears some lines anew, with what was corrected there, and leaves the others alone", async () => {
  const { prisma } = work.database;
  const { documentId, mediaFileId } = await hearFirst();
  await correct(documentId, "word1 ", "one ");
  await correct(documentId, "word17", "seventeen");
  const before = await listLines(documentId);
  expect(before).toHaveLength(10);

  const range = { startMs: 12_000, endMs: 20_000 };
  const input = { documentId, range, settings: { engine: "moonshine-tiny" as const } };
  await expect(transcribeAgain(await buildUser(prisma), input, prisma)).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  const { batchId } = await transcribeAgain(OWNER, input, prisma);
  const { engine, heard } = createFakeEngine(hearAll({ 11: "elf", 14: "for", 20: "score" }));
  await hearStretch(batchId, engine);
  expect(await getBatch(OWNER, batchId, prisma)).toMatchObject({ status: "completed", processedFiles: 1 });
  const toMs = (samples: number) => Math.round(samples / 16);
  const ends = heard.map(({ start, end }) => [toMs(start), toMs(end)]);
  expect(ends[0]).toEqual([range.startMs - STRETCH_MARGIN_MS, range.endMs + STRETCH_MARGIN_MS]);

  const after = await listLines(documentId);
  const isOutside = ({ startMs }: { startMs: number }) => startMs < 12_000 || startMs >= 20_000;
  expect(after.filter(isOutside)).toEqual(before.filter(isOutside));
  expect(after.filter((line) => !isOutside(line)).map(({ text }) => text)).toEqual([
    "word12 word13 for word15.",
    "word16 seventeen word18 word19.",
  ]);

  // A machine's result like any other, of all the text; the one of before is still there.
  const [result, first] = await prisma.transcriptionResult.findMany({
    where: { mediaFileId },
    orderBy: { createdAt: "desc" },
  });
  expect(result?.textContent).toBe(
    hearAll({ 5: "fife", 14: "for", 30: "sturdy" })
      .map(({ text }) => text)
      .join(" "),
  );
  expect(first?.textContent).toContain("dirty");
  expect(result).toMatchObject({
    ...{ pipelineVersion: "v1", accuracyEstimate: null, qualityWarnings: ["clipped"] },
    processingMetadata: {
      ...{ engine: "moonshine-tiny", range: { ...range, resultId: first?.id }, wordCount: SECONDS },
      language: "en",
    },
  });
  expect(result?.qualityWarningsV2).toEqual([
    expect.objectContaining({ code: "speech_gap", startMs: 30_000, endMs: 31_000 }),
  ]);
  expect((await getDocument(OWNER, documentId, prisma)).result).toMatchObject({ id: result?.id, range });
});

it("takes out what nobody says any more", async () => {
  const { documentId } = await hearFirst();
  const { prisma } = work.database;
  const range = { startMs: 28_000, endMs: 32_000 };
  const { batchId } = await transcribeAgain(OWNER, { documentId, range, settings: {} }, prisma);
  const { engine } = createFakeEngine([]);
  await hearStretch(batchId, engine);
  const lines = await listLines(documentId);
  expect(lines).toHaveLength(9);
  expect(lines.some(({ text }) => text.includes("sturdy"))).toBe(false);
});
