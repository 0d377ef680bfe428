import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { startEnhancement } from "@/server/enhancement/service";
import { getSettings } from "@/server/platform/env";
import { buildTranscript } from "@/server/testing/build-transcript";
import { bundleEntry } from "@/server/testing/bundle-entry";
import { type ForkedWorker, forkWorker } from "@/server/testing/fork-worker";
import { setUpWorkDatabase } from "@/server/testing/set-up-work-database";
import { createTestHome } from "@/server/testing/test-home";
import { editWith, startTextModelServer, type TextModelServer } from "@/server/testing/text-model-server";

const OWNER = 1;
/** What was measured, to be told. */
const figuresFile = path.join(tmpdir(), "trax-enhance-long.json");
const work = setUpWorkDatabase();
const mostBytes = 600 * 1_000_000;
const longestDelayMs = 1_000;

const sentences = [
  "we signed the contract on monday and the office in leeds has a copy of it",
  "did you send the other one to the bank last week",
  "no i did not um because the the bank was closed for twenty one days",
  "then let us send it again tomorrow and tell them what happened",
];

let server: TextModelServer;
let home: Awaited<ReturnType<typeof createTestHome>>;
let worker: ForkedWorker | null = null;
beforeAll(async () => {
  server = await startTextModelServer(editWith((text) => text));
  home = await createTestHome();
});
afterEach(async () => {
  await worker?.kill();
  worker = null;
});
afterAll(async () => {
  await server.close();
  await home.close();
});

/** How many times as long as its own work a process takes here at present: 1 where nothing else runs. */
function measureBusyness(): number {
  const [startedMs, startedCpu] = [performance.now(), process.cpuUsage()];
  let cpuMs = 0;
  while (cpuMs < 300) {
    const { user, system } = process.cpuUsage(startedCpu);
    cpuMs = (user + system) / 1_000;
  }
  return Math.max(1, (performance.now() - startedMs) / cpuMs);
}

/** Ten hours of speech. */
function listWords(): string[] {
  const words: string[] = [];
  for (let at = 0; words.length < 100_000; at++) {
    words.push(...(sentences[at % sentences.length] as string).split(" "), "|");
  }
  return words;
}

it.runIf(process.env.TRAX_TEST_LONG === "1").each(["rules", "openai"] as const)(
  "enhances 100,000 words with %s in a worker below 600 MB whose heart goes on beating",
  async (engine) => {
    const { prisma } = work.database;
    Object.assign(getSettings(), { TRAX_TEXT_BASE_URL: server.url, TRAX_TEXT_MODEL: "editor" });
    const words = listWords();
    const { documentId } = await buildTranscript(prisma, words.join(" "));
    await startEnhancement(OWNER, { documentId, engine, domain: "meeting" }, prisma);
    worker = await forkWorker(await bundleEntry("worker/steps/fixtures/measured-worker.ts"), {
      DATABASE_URL: work.connectionString,
      TRAX_HOME: home.home,
      TRAX_TEXT_BASE_URL: server.url,
      TRAX_TEXT_MODEL: "editor",
    });
    const beforeBytes = await worker.measurePeakBytes();
    const startedMs = performance.now();
    for (;;) {
      const job = await prisma.v2ProcessingJob.findFirstOrThrow({ where: { documentId } });
      if (job.status === "completed") break;
      expect(["pending", "running"], job.errorMessage ?? "").toContain(job.status);
      await delay(200);
    }
    const seconds = Math.round((performance.now() - startedMs) / 1_000);
    const [peakBytes, delayMs] = [await worker.measurePeakBytes(), await worker.measureLongestDelayMs()];
    const busy = measureBusyness();
    const told = JSON.stringify({
      engine,
      words: words.length,
      seconds,
      beforeBytes,
      peakBytes,
      delayMs,
      busy,
    });
    expect(peakBytes, told).toBeLessThan(mostBytes);
    expect(delayMs, told).toBeLessThan(longestDelayMs * busy);
    await writeFile(figuresFile, `${told}\n`, { flag: "a" });
  },
  600_000,
);
