import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { listTurns } from "@/server/speakers/data";
import { listProfiles } from "@/server/speakers/list-profiles";
import { rememberVoice } from "@/server/speakers/remember-voice";
import { buildUser } from "@/server/testing/factories";
import { setUpWorkDatabase } from "@/server/testing/set-up-work-database";
import { createTestHome } from "@/server/testing/test-home";
import { getDocument } from "@/server/transcripts/data";
import { createEnginePool, type EnginePool } from "../engines/engine-pool";
import { createMoonshineEngine } from "../engines/moonshine/moonshine-engine";
import { createEmbeddedSpeakers } from "../engines/speakers/embedded-speakers";
import { hearRecording, runDiarization } from "./test-data/heard-recording";

/** People known by their voices, with the engine that comes with Trax on recordings that are there: what the children hear
 * goes through the job into the database, and from there into people. */

const run = promisify(execFile);
const work = setUpWorkDatabase();
const fixtures = new URL("../../e2e/fixtures/", import.meta.url);

vi.setConfig({ testTimeout: 240_000 });

let testHome: Awaited<ReturnType<typeof createTestHome>>;
let pool: EnginePool;
beforeAll(async () => {
  testHome = await createTestHome();
  pool = createEnginePool({
    slots: 2,
    modelsDir: fileURLToPath(new URL("../../node_modules/.cache/trax-models", import.meta.url)),
    childEntry: {
      path: fileURLToPath(new URL("../engines/engine-child.ts", import.meta.url)),
      execArgv: ["--import", pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href],
    },
  });
  await createMoonshineEngine(pool, "base").prepare(new AbortController().signal);
}, 120_000);
afterAll(async () => {
  await pool.close();
  await testHome.close();
});

/** @param filters of ffmpeg */
async function readSound(file: string, filters = "anull"): Promise<Buffer> {
  const input = fileURLToPath(new URL(file, fixtures));
  const format = ["-ac", "1", "-ar", "16000", "-f", "s16le", "-"];
  const { stdout } = await run(
    "ffmpeg",
    ["-v", "error", "-nostdin", "-i", input, "-vn", "-af", filters, ...format],
    { encoding: "buffer", maxBuffer: 64 * 2 ** 20 },
  );
  return stdout;
}

/** A transcript of a sound, whose speakers were found. */
async function hear(ownerId: number, pcm: Buffer): Promise<string> {
  const { prisma } = work.database;
  const said = Array.from({ length: Math.floor(pcm.length / 16_000) }, (_, at) => `word${at}`).join(" ");
  const { documentId } = await hearRecording(prisma, testHome.home, {
    ...{ ownerId, said, pcm, taskData: { findSpeakers: true } },
  });
  const job = await prisma.v2ProcessingJob.findFirstOrThrow({
    where: { documentId, jobType: "diarization" },
  });
  const { detectSpeech } = createMoonshineEngine(pool, "base");
  await runDiarization(prisma, job.id, createEmbeddedSpeakers(pool), detectSpeech);
  return documentId;
}

const namesOf = async (ownerId: number, documentId: string) =>
  (await getDocument(ownerId, documentId, work.database.prisma)).speakers.map(({ label }) => label).sort();

it("somebody who speaks in five recordings is one person after naming once, and is known in a sixth beside a stranger", async () => {
  const { prisma } = work.database;
  const owner = await buildUser(prisma);
  const five: string[] = [];
  for (const [file, filters] of [
    ["island.mp3", "atrim=0:15"],
    ["island.mp3", "atrim=15:30"],
    ["island.mp3", "atrim=30:45"],
    ["station.ogg", "anull"],
    ["garden.mp4", "anull"],
  ] as const) {
    five.push(await hear(owner, await readSound(file, filters)));
  }
  const before = await listProfiles(owner, prisma);
  expect(before.unknown.map(({ members }) => members.length)).toEqual([5]);

  const [documentId = ""] = five;
  const { voices } = await listTurns(owner, documentId, prisma);
  expect(voices).toHaveLength(1);
  await rememberVoice(owner, { documentId, speakerId: voices[0]?.speakerId ?? "", name: "Anna" }, prisma);
  for (const each of five) expect(await namesOf(owner, each)).toEqual(["Anna"]);
  const after = await listProfiles(owner, prisma);
  expect(after.unknown).toEqual([]);
  expect(after.profiles).toMatchObject([{ name: "Anna", sampleCount: 5, twins: [] }]);
  expect(after.profiles[0]?.documents).toHaveLength(5);

  const sixth = await hear(owner, await readSound("dialogue.ogg"));
  expect(await namesOf(owner, sixth)).toEqual(["Anna", "Speaker 1"]);
  const { profiles, unknown } = await listProfiles(owner, prisma);
  expect(profiles).toMatchObject([{ name: "Anna", twins: [] }]);
  expect(unknown.map(({ members }) => members.length)).toEqual([1]);
});
