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
/** A busy machine is not to take a living worker for dead. */
const HEARTBEAT_MS = 1_500;
const patienceMs = 100_000;
const work = setUpWorkDatabase();
const good = editWith((text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`);

let server: TextModelServer;
let home: Awaited<ReturnType<typeof createTestHome>>;
let workerFile: string;
const workers: ForkedWorker[] = [];
beforeAll(async () => {
  server = await startTextModelServer(good);
  home = await createTestHome();
  workerFile = await bundleEntry("worker/steps/fixtures/measured-worker.ts");
});
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.kill();
});
afterAll(async () => {
  await server.close();
  await home.close();
});

async function startWorker(concurrency: number): Promise<ForkedWorker> {
  const worker = await forkWorker(workerFile, {
    DATABASE_URL: work.connectionString,
    TRAX_HOME: home.home,
    TRAX_HEARTBEAT_MS: String(HEARTBEAT_MS),
    TRAX_TEXT_BASE_URL: server.url,
    TRAX_TEXT_MODEL: "editor",
    TRAX_TEXT_CONTEXT_TOKENS: "1000",
    TRAX_TEXT_CONCURRENCY: String(concurrency),
  });
  workers.push(worker);
  return worker;
}

async function waitFor(what: string, isThere: () => boolean | Promise<boolean>): Promise<void> {
  const until = performance.now() + patienceMs;
  while (!(await isThere())) {
    if (performance.now() > until) throw new Error(`${what} did not come`);
    await delay(50);
  }
}

/** How often each window was asked for. */
function countAsked(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { data } of server.requests) {
    const text = String(data.text);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return counts;
}

it.each([1, 3])(
  "repeats at most the one window that was in hand when its worker is killed, of each of %i at once",
  async (concurrency) => {
    const { prisma } = work.database;
    server.requests.length = 0;
    Object.assign(getSettings(), {
      TRAX_TEXT_BASE_URL: server.url,
      TRAX_TEXT_MODEL: "editor",
      TRAX_TEXT_CONTEXT_TOKENS: 1_000,
    });
    // So many windows at once are never answered, once eight were.
    let holds = true;
    let answered = 0;
    server.behave(async (request, res) => {
      if (holds && answered >= 8) return;
      answered += 1;
      await good(request, res);
    });
    // What was asked before is not asked again, nor by a second go of this test.
    const nonce = Date.now().toString(36);
    const words = Array.from({ length: 1_200 }, (_, at) => `word${nonce}x${at}`);
    const { documentId, resultId } = await buildTranscript(prisma, words.join(" "));
    await startEnhancement(OWNER, { documentId, engine: "openai", domain: "general" }, prisma);
    const { id } = await prisma.v2ProcessingJob.findFirstOrThrow({ where: { documentId } });
    const doomed = await startWorker(concurrency);
    await waitFor("windows in hand", async () => {
      const written = await prisma.enhancementWindow.count({ where: { processingJobId: id } });
      return written === 8 && server.requests.length === 8 + concurrency;
    });
    await doomed.kill();
    holds = false;
    await startWorker(concurrency);
    await waitFor("the end", async () => {
      const { status } = await prisma.v2ProcessingJob.findUniqueOrThrow({ where: { id } });
      return status === "completed";
    });

    const job = await prisma.v2ProcessingJob.findUniqueOrThrow({ where: { id } });
    expect(job.retryCount).toBe(1);
    const counts = [...countAsked().values()];
    expect(counts.length).toBeGreaterThan(12);
    expect(counts.filter((count) => count > 1)).toEqual(Array.from({ length: concurrency }, () => 2));
    const result = await prisma.transcriptionResult.findUniqueOrThrow({ where: { id: resultId } });
    expect(result.enhancedContent?.toLowerCase().match(/word\w+/g)).toEqual(words);
  },
  2 * patienceMs + 60_000,
);
