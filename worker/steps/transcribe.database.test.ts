import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeQualityWarning } from "@/core/quality/quality-warnings";
import type { TimedWord } from "@/core/transcript/types";
import { buildBatch, markDispatched, moveItems } from "@/server/testing/factories";
import { setUpWorkDatabase, testWorker } from "@/server/testing/set-up-work-database";
import { createTestHome } from "@/server/testing/test-home";
import { qualityWarningsV2 } from "@/server/transcripts/result-schema";
import { createActiveRuns } from "../active-runs";
import { type ChunkResult, SAMPLE_RATE, type SampleRange, type SpeechEngine } from "../engines/engine";
import type { EngineProvider } from "../engines/engine-provider";
import { createAdmission } from "../resources/admission";
import { createResourceMeter } from "../resources/resource-meter";
import { runWork } from "../run-work";
import { itemWork } from "../work-kind";
import { writeSilentSound } from "./fixtures/silent-sound";
import { transcribe } from "./transcribe";

/** One recording, as an engine hears it: a word a second, in chunks of ten seconds that touch. */

const SECONDS = 40;
/** The engine says it once only. */
const invented = "Thanks";
const work = setUpWorkDatabase();
let testHome: Awaited<ReturnType<typeof createTestHome>>;
beforeAll(async () => {
  testHome = await createTestHome();
});
afterAll(() => testHome.close());

const seconds = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => from + at);
const samplesOf = (from: number, to: number): SampleRange => ({
  start: from * SAMPLE_RATE,
  end: to * SAMPLE_RATE,
});

function sayAt(second: number, text = `word${second}`): TimedWord {
  return { text, startMs: second * 1_000 + 100, endMs: second * 1_000 + 700, confidence: 0.95 };
}

function createFakeEngine(words: TimedWord[], speech: SampleRange[]) {
  const heard: SampleRange[] = [];
  const gate = { isShut: false };
  const engine: SpeechEngine = {
    description: { id: "moonshine-tiny", name: "Tiny", languages: ["en"], description: "" },
    lanes: 1,
    prepare: async () => {},
    detectSpeech: async () => speech,
    planChunks: () => seconds(0, SECONDS / 10).map((at) => samplesOf(at * 10, at * 10 + 10)),
    async transcribeChunk(_: string, range: SampleRange): Promise<ChunkResult> {
      heard.push(range);
      while (gate.isShut && heard.length > 2) await delay(10);
      const isAgain = heard.length > SECONDS / 10;
      const inside = words.filter(
        ({ text, startMs, endMs }) =>
          startMs * 16 >= range.start && endMs * 16 <= range.end && !(isAgain && text === invented),
      );
      const text = inside.map((word) => word.text).join(" ");
      return { words: inside, text, avgLogprob: -0.1, noSpeechLogprob: -9, stopped: "end", tokens: [] };
    },
  };
  return { engine, heard, gate };
}

async function buildRecording() {
  const { prisma } = work.database;
  const { items } = await buildBatch(prisma, { ownerId: 1 });
  const source = items[0] as (typeof items)[number];
  await writeSilentSound(prisma, testHome.home, source.mediaFileId, SECONDS);
  await moveItems(prisma, { id: source.preprocess }, { status: "completed" });
  return source;
}

async function run(itemId: string, engine: SpeechEngine, activeRuns = createActiveRuns()): Promise<void> {
  const { prisma } = work.database;
  await markDispatched(prisma, itemId);
  const meter = createResourceMeter({ sampleMs: 100 });
  const engines = { slots: 1, get: () => engine } as unknown as EngineProvider;
  await runWork(
    {
      ...{ prisma, workerId: testWorker, cores: 1, meter, activeRuns, engines },
      admission: createAdmission(meter.measureTreeMb),
    },
    itemWork,
    itemId,
    transcribe,
  );
}

/** Those of a place; a sound without a sound is called quiet as a whole. */
const placed = (warnings: unknown) =>
  qualityWarningsV2
    .parse(warnings)
    .flatMap((warning) => (typeof warning === "string" || warning.startMs == null ? [] : [warning]));
const resultOf = (mediaFileId: string) =>
  work.database.prisma.transcriptionResult.findFirstOrThrow({ where: { mediaFileId } });

it("has each word once where speech goes on through every seam, also when a worker had to stop in the middle", async () => {
  const source = await buildRecording();
  const fake = createFakeEngine(
    seconds(0, SECONDS).map((second) => sayAt(second)),
    [samplesOf(0, SECONDS)],
  );
  fake.gate.isShut = true;
  const activeRuns = createActiveRuns();
  const running = run(source.transcribe, fake.engine, activeRuns);
  while (fake.heard.length < 3) await delay(10);
  activeRuns.stopAll("drain");
  fake.gate.isShut = false;
  await running;
  const { prisma } = work.database;
  const item = { where: { id: source.transcribe } };
  expect(await prisma.batchItem.findUniqueOrThrow(item)).toMatchObject({ status: "pending", retryCount: 0 });

  await run(source.transcribe, fake.engine);
  expect(await prisma.batchItem.findUniqueOrThrow(item)).toMatchObject({ status: "completed" });
  const { textContent, qualityWarningsV2: warnings } = await resultOf(source.mediaFileId);
  expect(textContent?.split(/\s+/)).toEqual(seconds(0, SECONDS).map((second) => `word${second}`));
  expect(placed(warnings)).toEqual([]);
  // Each chunk once, and a little beyond its seams.
  expect(fake.heard.map(({ start, end }) => [start / SAMPLE_RATE, end / SAMPLE_RATE])).toEqual([
    [0, 11],
    [9, 21],
    [19, 31],
    [29, 40],
  ]);
});

it("writes down where speech has no words, where words have no speech and where the engine repeated itself", async () => {
  const source = await buildRecording();
  const said = [...seconds(0, 13), ...seconds(17, 25), ...seconds(30, 32), ...seconds(34, SECONDS)];
  const words = [...said.map((second) => sayAt(second)), sayAt(27, invented)];
  // Quicker than anybody says it.
  for (let startMs = 32_000; startMs < 34_000; startMs += 100)
    words.push({ text: "again", startMs, endMs: startMs + 90, confidence: 0.95 });
  words.sort((a, b) => a.startMs - b.startMs);
  const speech = [samplesOf(0, 25), samplesOf(30, SECONDS)];
  const fake = createFakeEngine(words, speech);
  await run(source.transcribe, fake.engine);
  const result = await resultOf(source.mediaFileId);
  expect(result.textContent).not.toContain(invented);
  expect(result.textContent?.split("again")).toHaveLength(2);
  // Each was heard once more before it was called so.
  const warnings = placed(result.qualityWarningsV2).filter(({ retried }) => retried);
  const codes = ["speech_gap", "text_over_silence", "loop", "speech_gap"];
  expect(warnings.map(({ code }) => code)).toEqual(codes);
  for (const { code, startMs = null } of warnings)
    expect(describeQualityWarning({ code, startMs })).toBeTruthy();
  const at = (code: string) => warnings.find((warning) => warning.code === code);
  expect(at("speech_gap")?.startMs).toBeGreaterThan(12_000);
  expect(at("speech_gap")?.endMs).toBeLessThan(17_200);
  expect(at("text_over_silence")).toMatchObject({ startMs: 27_100, endMs: 27_700 });
  expect(fake.heard.length).toBeGreaterThan(SECONDS / 10);
});
