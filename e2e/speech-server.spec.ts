import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import type { SpeechServer } from "@/server/platform/speech-server";
import {
  answerError,
  answerJson,
  type Behaviour,
  neverAnswer,
  type OpenaiServer,
  type SpeechRequest,
  startOpenaiServer,
} from "@/server/testing/openai-server";
import { createEnginePool } from "@/worker/engines/engine-pool";
import { createMoonshineEngine } from "@/worker/engines/moonshine/moonshine-engine";
import { createOpenaiEngine } from "@/worker/engines/openai/openai-engine";
import { readWavInfo } from "@/worker/engines/read-wav";
import { createApiClient, isEnded, listWords, submitFiles, waitForBatch } from "./api-client";
import { fixturePath, spokenWords, wordsOf } from "./fixtures/fixture-path";
import { convertMedia, goodFile, longFile, payload } from "./fixtures/recordings";
import { postTranscription } from "./openai-requests";
import { expect, test } from "./test";
import { startTrax, type TraxServer } from "./trax-server";
import { withDatabase } from "./with-database";

const API_KEY = "sk-never-to-be-seen-4711";
const textOf = ({ wav }: SpeechRequest) =>
  `Part ${createHash("sha256").update(wav).digest("hex").slice(0, 6)}.`;

/** Every part of the sound has a text of its own, after a moment. */
const hear: Behaviour = async (request, res) => {
  await delay(250);
  answerJson(200, { text: textOf(request) })(request, res);
};

test("The engine hears by the endpoint of another Trax, with times to the word", async ({ trax }) => {
  const folder = await mkdtemp(path.join(tmpdir(), "trax-own-endpoint-"));
  const childEntry = {
    path: fileURLToPath(new URL("../worker/engines/engine-child.ts", import.meta.url)),
    execArgv: ["--import", "tsx"],
  };
  const pool = createEnginePool({ slots: 1, modelsDir: folder, childEntry });
  try {
    const wavPath = path.join(folder, "station.wav");
    const args = ["-i", fixturePath("station.ogg"), "-ar", "16000", "-ac", "1", "-c:a", "pcm_s16le"];
    await writeFile(wavPath, await convertMedia(args, "station.wav"));
    const server: SpeechServer = {
      ...{ apiKey: null, baseUrl: `${trax.url}/v1`, name: "the other Trax", isLocal: true },
      ...{ model: "moonshine-base", givesTextOnly: false, tellsSpeakers: false, pricePerMinute: null },
      ...{ concurrency: 2, timeoutMs: 60_000 },
    };
    const engine = createOpenaiEngine(server, pool, createMoonshineEngine(pool, "base"));
    const { totalSamples: end } = await readWavInfo(wavPath);
    const { signal } = new AbortController();
    const heard = await engine.transcribeChunk(wavPath, { start: 0, end }, { signal });
    expect(wordsOf(heard.text)).toEqual(spokenWords("station"));
    expect(heard).toMatchObject({ times: "heard", language: "en", model: "moonshine-base" });
    expect(heard.avgLogprob).toBeLessThan(0);
    const starts = heard.words.map(({ startMs }) => startMs);
    expect(starts).toEqual([...starts].sort((a, b) => a - b));
    expect(heard.words.at(-1)?.startMs).toBeGreaterThan((end / 16) * 0.7);

    const wrong = createOpenaiEngine({ ...server, model: "gpt-9" }, pool, engine);
    await expect(wrong.transcribeChunk(wavPath, { start: 0, end }, { signal })).rejects.toThrow(
      /no model called gpt-9\. It offers moonshine-base, moonshine-tiny, whisper-tiny, /,
    );
  } finally {
    await pool.close();
    await rm(folder, { recursive: true });
  }
});

test("Without key and address the engine is not offered, and asking for it ends in a sentence", async ({
  trax,
}) => {
  const api = createApiClient(trax.url);
  expect((await api.workers.status.query()).engines.map(({ id }) => id)).not.toContain("openai");
  const asked = api.batches.create.mutate({
    files: [{ fileName: "a.mp3", sizeBytes: 5 }],
    settings: { engine: "openai" },
  });
  await expect(asked).rejects.toThrow(/is not set up\. Set OPENAI_API_KEY/);
});

test.describe("With a speech server", () => {
  let speech: OpenaiServer;
  let server: TraxServer;
  test.beforeAll(async () => {
    test.setTimeout(300_000);
    speech = await startOpenaiServer(neverAnswer);
    server = await startTrax({
      env: {
        ...{ TRAX_ENGINE: "openai", OPENAI_API_KEY: API_KEY, OPENAI_BASE_URL: speech.url },
        ...{ TRAX_OPENAI_CONCURRENCY: "2", TRAX_OPENAI_PRICE_PER_MINUTE: "0.006", TRAX_HEARTBEAT_MS: "1000" },
      },
    });
  });
  test.afterAll(async () => {
    await server.stop();
    await server.cleanUp();
    await speech.close();
  });
  test.beforeEach(() => {
    speech.requests.length = 0;
  });

  const ask = (sql: string, ...values: unknown[]) =>
    withDatabase(server.home, async (pool) => (await pool.query(sql, values)).rows);
  const listChunks = (mediaFileId: string) =>
    ask(
      `SELECT c.index, c.result, c.decoded_at::text FROM transcription_chunks c
       JOIN batch_items i ON i.id = c.batch_item_id
       WHERE i.media_file_id = $1 AND c.decoded_at IS NOT NULL ORDER BY 1`,
      mediaFileId,
    );

  test("kill -9 in the middle keeps what was heard, and what it cost is recorded", {
    tag: "@long",
  }, async () => {
    speech.behave(hear);
    const api = createApiClient(server.url);
    const { batchId, sources } = await submitFiles(server.url, [await longFile(8, "killed.mp3")]);
    const { mediaFileId = "", documentId = "" } = sources[0] ?? {};
    const countChunks = async () => (await listChunks(mediaFileId)).length;
    await expect.poll(countChunks, { timeout: 60_000, intervals: [50] }).toBeGreaterThanOrEqual(3);
    const before = await listChunks(mediaFileId);
    const worker = server.processes().find(({ command }) => command.includes("trax worker"));
    process.kill(worker?.pid as number, "SIGKILL");
    const batch = await waitForBatch(api, batchId, isEnded);
    expect(batch.sources[0]?.stage).toBe("processed");

    const after = await listChunks(mediaFileId);
    expect(after.length).toBeGreaterThan(before.length + 2);
    expect(after.slice(0, before.length).map(({ index }) => index)).toEqual(before.map(({ index }) => index));
    for (const chunk of before) expect(after).toContainEqual(chunk);
    // Asked twice: at most what was in hand, and what had been answered and not yet been written.
    expect(speech.requests.length - after.length).toBeLessThanOrEqual(4);
    expect(new Set(speech.requests.map(textOf)).size).toBe(after.length);
    expect(speech.mostAtOnce()).toBe(2);
    const said = (await listWords(api, documentId)).map(({ text }) => text).join(" ");
    expect(said).toBe(after.map(({ result }) => result.text).join(" "));

    const [row] = await ask(
      "SELECT processing_metadata AS metadata, quality_warnings AS warnings FROM transcription_results WHERE media_file_id = $1",
      mediaFileId,
    );
    const billedSeconds = after.reduce((sum, { result }) => sum + result.billedSeconds, 0);
    expect(row?.metadata).toMatchObject({
      engine: "openai",
      model: "gpt-transcribe",
      timesEstimated: true,
      cost: { pricePerMinute: 0.006, billedSeconds: expect.closeTo(billedSeconds, 2) },
    });
    expect(row?.metadata.cost.dollars).toBeCloseTo((billedSeconds / 60) * 0.006, 5);
    expect(row?.warnings).toEqual(["times_estimated"]);
  });

  test("a key that is refused in the middle ends in a sentence, and a retry goes on from there", {
    tag: "@long",
  }, async () => {
    let heard = 0;
    speech.behave((request, res) => {
      heard += 1;
      return heard > 4
        ? answerError(401, { message: "Incorrect API key" })(request, res)
        : hear(request, res);
    });
    const api = createApiClient(server.url);
    const { batchId, sources } = await submitFiles(server.url, [await longFile(5, "refused.mp3")]);
    const { mediaFileId = "" } = sources[0] ?? {};
    const failed = await waitForBatch(api, batchId, isEnded);
    expect(failed.sources[0]?.error).toMatchObject({ code: "ENGINE_KEY_REFUSED" });
    expect(failed.sources[0]?.error?.sentence).toContain("Check OPENAI_API_KEY");
    // All that was answered, also while another request was being refused.
    const before = await listChunks(mediaFileId);
    expect(before).toHaveLength(4);

    speech.behave(hear);
    speech.requests.length = 0;
    await api.batches.retrySource.mutate({ batchId, sourceIndex: 0 });
    const done = await waitForBatch(api, batchId, isEnded);
    expect(done.sources[0]?.stage).toBe("processed");
    const after = await listChunks(mediaFileId);
    for (const chunk of before) expect(after).toContainEqual(chunk);
    expect(speech.requests).toHaveLength(after.length - before.length);
  });

  test("a cancelled recording hangs up at once", { tag: "@long" }, async () => {
    speech.behave(neverAnswer);
    const before = speech.hungUp();
    const api = createApiClient(server.url);
    const { batchId } = await submitFiles(server.url, [goodFile("cancelled.ogg")]);
    await expect.poll(() => speech.requests.length, { timeout: 60_000 }).toBeGreaterThan(0);
    await api.batches.cancelSource.mutate({ batchId, sourceIndex: 0 });
    await expect.poll(() => speech.hungUp() - before, { timeout: 3_000 }).toBe(speech.requests.length);
  });

  test("it is not asked by itself, and its key is seen nowhere", { tag: "@long" }, async () => {
    const headers = { "X-Trax-Relay": "1" };
    const looped = await postTranscription(server.url, goodFile("looped.ogg"), { headers });
    expect(looped.status).toBe(400);
    expect(JSON.stringify(await looped.json())).toContain("Set TRAX_OPENAI_MODEL there");

    const status = await createApiClient(server.url).workers.status.query();
    expect(status.settings.map(({ name }) => name)).not.toContain("OPENAI_API_KEY");
    const logs = path.join(server.home, "logs");
    const texts = [JSON.stringify(status), server.output()];
    for (const name of await readdir(logs)) texts.push(await readFile(path.join(logs, name), "utf8"));
    for (const text of texts) expect(text).not.toContain(API_KEY);
  });

  test("the page says what it can do, where the sound goes and what it costs", async ({ page }) => {
    await page.goto(server.url);
    const choice = page.getByRole("radiogroup", { name: "Speech engine" });
    await expect(choice.getByRole("radio", { name: "OpenAI API" })).toBeChecked();
    await expect(page.getByText("About $0.36 an hour of sound.")).toBeVisible();
    await page.getByText("Compare engines").click();
    await expect(page.getByText("English; times heard to the word").first()).toBeVisible();
    for (const [width, scheme] of [
      [1280, "light"],
      [320, "dark"],
    ] as const) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme: scheme });
      if (process.env.TRAX_TEST_SHOTS) await delay(400);
      if (process.env.TRAX_TEST_SHOTS)
        await page.screenshot({ path: `${process.env.TRAX_TEST_SHOTS}/engines-${width}-${scheme}.png` });
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow).toBeLessThanOrEqual(0);
    }
    await choice.getByRole("radio", { name: "Moonshine base" }).click();
    await expect(page.getByText("Other languages are not understood.")).toBeVisible();
  });

  test.describe("in a browser that is set to German", () => {
    test.use({ locale: "de-DE" });

    test("a first start leads to the engine that knows the language, and an English one stops at another", async ({
      page,
    }) => {
      const english = { engine: "moonshine-base" } as const;
      const backwards = await Promise.all(
        (["station.ogg", "island.mp3"] as const).map(async (name) =>
          payload(
            `rückwärts-${name}.wav`,
            await convertMedia(["-i", fixturePath(name), "-af", "areverse"], "r.wav"),
          ),
        ),
      );
      const { batchId, sources } = await submitFiles(server.url, backwards, english);
      await page.addInitScript((settings) => {
        if (!localStorage.getItem("trax.settings")) localStorage.setItem("trax.settings", settings);
      }, JSON.stringify(english));
      await page.goto(server.url);
      await expect(page.getByText("Are your recordings in German?")).toBeVisible();
      await shoot(page, "language-notice");
      await page.getByRole("button", { name: "Use OpenAI API for German" }).click();
      const engines = page.getByRole("radiogroup", { name: "Speech engine" });
      await expect(engines.getByRole("radio", { name: "OpenAI API" })).toBeChecked();
      await expect(engines.getByRole("radio", { name: "Moonshine base" })).toBeDisabled();
      const language = page.getByRole("button", { name: /^Language/ });
      await expect(language).toHaveText("German");
      await language.click();
      await page.getByRole("combobox", { name: "Find a language" }).fill("engl");
      await page.keyboard.press("Enter");
      await engines.getByRole("radio", { name: "Moonshine base" }).click();
      await language.click();
      await page.getByRole("option", { name: "German Deutsch" }).click();
      await expect(page.getByText("Moonshine base does not know German.")).toBeVisible();
      await shoot(page, "language-mismatch");
      await page.getByRole("button", { name: "Use OpenAI API" }).click();
      await page.reload();
      await expect(language).toHaveText("German");
      await expect(page.getByText("Are your recordings in German?")).toBeHidden();

      const api = createApiClient(server.url);
      await waitForBatch(api, batchId, isEnded);
      await page.goto(`${server.url}/batches/${batchId}`);
      await expect(page.getByText("This does not sound like English").first()).toBeVisible();
      await shoot(page, "language-stop");
      speech.behave(hear);
      await page.goto(`${server.url}/transcripts/${sources[0]?.documentId}`);
      await page.getByRole("button", { name: "Transcribe with OpenAI API" }).click();
      await expect(page.getByText(/^.*Part [0-9a-f]{6}/).first()).toBeVisible({ timeout: 60_000 });
      await page.goto(`${server.url}/transcripts/${sources[1]?.documentId}`);
      await shoot(page, "language-offers");
      await page.getByRole("button", { name: "It is English: go on" }).click();
      await expect(page.getByText("English (as told)")).toBeVisible({ timeout: 60_000 });
    });
  });
});

/** For a look at a page as a picture. */
async function shoot(page: Page, name: string) {
  const folder = process.env.TRAX_TEST_SHOTS;
  if (!folder) return;
  for (const [width, scheme] of [
    [1280, "light"],
    [320, "dark"],
  ] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: scheme });
    await delay(400);
    await page.screenshot({ path: `${folder}/${name}-${width}-${scheme}.png` });
  }
  await page.setViewportSize({ width: 1280, height: 900 });
}
