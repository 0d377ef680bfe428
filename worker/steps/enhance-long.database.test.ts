import { expect, it } from "vitest";
import { startEnhancement } from "@/server/enhancement/service";
import { getLogger } from "@/server/platform/logger";
import { buildTranscript } from "@/server/testing/build-transcript";
import { setUpWorkDatabase } from "@/server/testing/set-up-work-database";
import { enhanceTranscript } from "./enhance";
import { buildTextOptions, runTextJob } from "./fixtures/run-text-job";

const work = setUpWorkDatabase();
const mostBytes = 400 * 1_000_000;

const sentences = [
  "we signed the contract on monday and the office in leeds has a copy of it",
  "did you send the other one to the bank last week",
  "no i did not um because the the bank was closed for twenty one days",
  "then let us send it again tomorrow and tell them what happened",
];

/** Ten hours of speech. What the tests themselves took before is no part of it: a worker begins with about 150 MB. */
it.runIf(process.env.TRAX_TEST_LONG === "1")(
  "enhances 100,000 words in less than 400 MB more than there was before",
  async () => {
    const { prisma } = work.database;
    const words: string[] = [];
    for (let at = 0; words.length < 100_000; at++) {
      words.push(...(sentences[at % sentences.length] as string).split(" "), "|");
    }
    const { documentId } = await buildTranscript(prisma, words.join(" "));
    await startEnhancement(1, { documentId, domain: "meeting" }, prisma);
    globalThis.gc?.();
    const beforeBytes = process.memoryUsage().rss;
    let peakBytes = 0;
    const timer = setInterval(() => {
      peakBytes = Math.max(peakBytes, process.memoryUsage().rss);
    }, 50);
    const startedMs = performance.now();
    const job = await runTextJob(buildTextOptions(prisma), documentId, "enhancement", enhanceTranscript);
    clearInterval(timer);
    const seconds = Math.round((performance.now() - startedMs) / 1_000);
    expect(job).toMatchObject({ status: "completed" });
    getLogger().info({ words: words.length, seconds, beforeBytes, peakBytes }, "enhanced");
    expect(peakBytes - beforeBytes).toBeLessThan(mostBytes);
  },
  600_000,
);
