import { execFileSync } from "node:child_process";
import { copyFile, mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeQualityWarning } from "@/core/quality/quality-warnings";
import { storageKeys } from "@/server/platform/storage";
import { buildBatch, markDispatched } from "@/server/testing/factories";
import { setUpWorkDatabase, testWorker } from "@/server/testing/set-up-work-database";
import { createTestHome } from "@/server/testing/test-home";
import { qualityWarningsV2 } from "@/server/transcripts/result-schema";
import { createActiveRuns } from "../active-runs";
import { createEnginePool, type EnginePool } from "../engines/engine-pool";
import { createEngineProvider } from "../engines/engine-provider";
import { createModelStore } from "../models/model-store";
import { createAdmission } from "../resources/admission";
import { createResourceMeter } from "../resources/resource-meter";
import { runWork } from "../run-work";
import type { Step } from "../step";
import { itemWork } from "../work-kind";
import { preprocess } from "./preprocess";
import { transcribe } from "./transcribe";

/** Recordings as nobody wants them, through the real steps with the real tiny model, which is loaded once. */

const childEntry = {
  path: fileURLToPath(new URL("../engines/engine-child.ts", import.meta.url)),
  execArgv: ["--import", pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href],
};
const modelsDir = fileURLToPath(new URL("../../node_modules/.cache/trax-models", import.meta.url));
const spoken = fileURLToPath(new URL("../engines/fixtures/signed-contract.wav", import.meta.url));
const other = fileURLToPath(new URL("../../e2e/fixtures/garden.mp4", import.meta.url));

const work = setUpWorkDatabase();
let testHome: Awaited<ReturnType<typeof createTestHome>>;
let pool: EnginePool;
beforeAll(async () => {
  testHome = await createTestHome();
  pool = createEnginePool({ slots: 1, modelsDir, childEntry });
});
afterAll(async () => {
  await pool.close();
  await testHome.close();
});

function run(itemId: string, step: Step): Promise<void> {
  const meter = createResourceMeter({ sampleMs: 100 });
  const options = {
    ...{ prisma: work.database.prisma, workerId: testWorker, cores: 1, meter },
    ...{ activeRuns: createActiveRuns(), admission: createAdmission(meter.measureTreeMb) },
    engines: createEngineProvider(pool, 1, createModelStore(testHome.home)),
  };
  return runWork(options, itemWork, itemId, step);
}

const lavfi = (graph: string) => ["-f", "lavfi", "-i", graph];

/** What is written of a recording that ffmpeg makes of these arguments. */
async function hear(ffmpegArgs: string[]) {
  const { prisma } = work.database;
  const { items } = await buildBatch(prisma);
  const source = items[0] as (typeof items)[number];
  const original = path.join(testHome.home, "media", storageKeys.original(source.mediaFileId));
  await mkdir(path.dirname(original), { recursive: true });
  const made = path.join(testHome.home, "made.wav");
  execFileSync("ffmpeg", ["-v", "error", "-y", ...ffmpegArgs, "-c:a", "pcm_s16le", made]);
  await copyFile(made, original);
  for (const [itemId, step] of [
    [source.preprocess, preprocess],
    [source.transcribe, transcribe],
  ] as const) {
    await prisma.batchItem.update({
      where: { id: itemId },
      data: { taskData: { engine: "moonshine-tiny" } },
    });
    await markDispatched(prisma, itemId);
    await run(itemId, step);
    const item = await prisma.batchItem.findUniqueOrThrow({ where: { id: itemId } });
    expect([item.status, item.errorMessage]).toEqual(["completed", null]);
  }
  const row = await prisma.transcriptionResult.findFirstOrThrow({
    where: { mediaFileId: source.mediaFileId },
  });
  const warnings = qualityWarningsV2
    .parse(row.qualityWarningsV2)
    .map((entry) => (typeof entry === "string" ? { code: entry } : entry));
  // Each is told by a sentence.
  for (const entry of warnings) expect(describeQualityWarning({ startMs: null, ...entry })).toMatch(/\.$/);
  return { text: row.textContent ?? "", codes: warnings.map(({ code }) => code) };
}

/** A chord, its bass and a drum twice a second. */
const music =
  "aevalsrc='0.12*(sin(2*PI*220*t)+sin(2*PI*277*t)+sin(2*PI*330*t))*exp(-2*mod(t,1))+0.2*sin(2*PI*55*t)+0.3*(random(0)-0.5)*exp(-30*mod(t,0.5))':s=44100:d=8";

it.each([
  ["music", lavfi(music)],
  ["silence", lavfi("anullsrc=r=16000:cl=mono:d=6")],
  ["white noise", lavfi("anoisesrc=d=6:c=white:a=0.3:seed=7")],
  ["brown noise", lavfi("anoisesrc=d=6:c=brown:a=0.5:seed=7")],
  ["a hum", lavfi("sine=frequency=100:duration=6:sample_rate=16000")],
])("nothing is invented over %s, and it is said that nobody speaks", async (_, args) => {
  expect(await hear(args)).toMatchObject({ text: "", codes: expect.arrayContaining(["no_speech"]) });
});

const contract = ["-i", spoken];
const asPhone = ["-af", "highpass=f=300,lowpass=f=3400", "-ar", "8000", "-c:a", "pcm_mulaw"];

it("speech over an 8 kHz telephone line is heard", async () => {
  const call = path.join(testHome.home, "call.wav");
  execFileSync("ffmpeg", ["-v", "error", "-y", ...contract, ...asPhone, call]);
  const { text, codes } = await hear(["-i", call]);
  expect(text.toLowerCase()).toContain("contract");
  expect(codes).not.toContain("no_speech");
});

it("clipped speech is heard, and told of", async () => {
  const { text, codes } = await hear([...contract, "-af", "volume=30dB"]);
  expect(text.toLowerCase()).toContain("contract");
  expect(codes).toContain("clipped");
});

it("voices that speak over each other give words and no loop", async () => {
  const mixed =
    "[0:a]aresample=16000,apad=pad_dur=5[a];[1:a]aresample=16000,atrim=0:8[b];[a][b]amix=inputs=2:duration=shortest:normalize=0";
  const { text, codes } = await hear([...contract, "-i", other, "-filter_complex", mixed, "-ac", "1"]);
  expect(text).not.toBe("");
  expect(codes).not.toContain("loop_cut");
  expect(codes).not.toContain("no_speech");
});

it("a pause of noise between two sentences gets no words", async () => {
  const joined =
    "[0:a]aresample=16000,aformat=channel_layouts=mono,asplit[a][c];anoisesrc=d=5:c=pink:a=0.05:r=16000:seed=3[n];[a][n][c]concat=n=3:v=0:a=1";
  const { text, codes } = await hear([...contract, "-filter_complex", joined]);
  expect(text.match(/contract/gi)).toHaveLength(2);
  expect(codes).not.toContain("text_over_silence");
});
