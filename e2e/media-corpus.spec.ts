import { createApiClient, isEnded, submitFiles, waitForBatch } from "./api-client";
import { spokenWords, wordsOf } from "./fixtures/fixture-path";
import { type CorpusFile, makeCorpus } from "./fixtures/media-corpus";
import { expect, test } from "./test";
import { startTrax } from "./trax-server";

/** The cause, and then what to do. */
const causeAndRemedy = /^[^.]+\. .{10,}\.$|, .{10,}\.$/;

test.describe("Hostile media", () => {
  test.setTimeout(300_000);
  let corpus: CorpusFile[];
  test.beforeAll(async () => {
    corpus = await makeCorpus();
  });

  const origins =
    process.env.TRAX_TEST_LONG === "1" ? (["system", "package"] as const) : (["system"] as const);
  for (const origin of origins) {
    test(`every file of the corpus ends as it must, with the ffmpeg of the ${origin}`, {
      tag: "@long",
    }, async () => {
      const server = await startTrax({ env: { TRAX_MAX_AUDIO_HOURS: "1", ...(await nameTools(origin)) } });
      try {
        const api = createApiClient(server.url);
        expect((await api.workers.status.query()).ffmpeg.path?.includes("node_modules")).toBe(
          origin === "package",
        );
        const { batchId } = await submitFiles(
          server.url,
          corpus.map(({ file }) => file),
        );
        const batch = await waitForBatch(api, batchId, isEnded, 240_000);
        for (const [index, { what, outcome, file }] of corpus.entries()) {
          const source = batch.sources.find(({ sourceIndex }) => sourceIndex === index);
          const label = `${what}: ${file.name.slice(0, 60)}`;
          if ("code" in outcome) {
            expect.soft(source?.error?.code, label).toBe(outcome.code);
            expect.soft(source?.error?.sentence, label).toMatch(causeAndRemedy);
            continue;
          }
          expect.soft(source?.stage, `${label} ${source?.error?.sentence ?? ""}`).toBe("processed");
          const { segments } = await api.transcripts.segments.query({ documentId: source?.documentId ?? "" });
          const said = wordsOf(segments.map(({ text }) => text).join(" "));
          if (outcome.words === null) expect.soft(said, label).toEqual([]);
          else if (outcome.words === "station") expect.soft(said, label).toEqual(spokenWords("station"));
          else expect.soft(said.length, label).toBeGreaterThan(20);
        }
      } finally {
        await server.stop();
        await server.cleanUp();
      }
    });
  }
});

async function nameTools(origin: "system" | "package"): Promise<Record<string, string>> {
  if (origin === "system") return {};
  const ffmpeg = await import("@ffmpeg-installer/ffmpeg");
  const ffprobe = await import("@ffprobe-installer/ffprobe");
  return { TRAX_FFMPEG: ffmpeg.path, TRAX_FFPROBE: ffprobe.path };
}
