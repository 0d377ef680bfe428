import { createApiClient, isEnded, waitForBatch } from "./api-client";
import { spokenWords, wordsOf } from "./fixtures/fixture-path";
import { goodFile, longFile } from "./fixtures/recordings";
import { postTranscription } from "./openai-requests";
import { expect, test } from "./test";
import { startTrax } from "./trax-server";

test.describe("The endpoint under load and over time", { tag: "@long" }, () => {
  test("a client that hangs up cancels its work, unless it asked otherwise", async ({ trax }) => {
    const api = createApiClient(trax.url);
    const find = async (name: string) =>
      (await api.batches.list.query({ limit: 20 })).batches.find((batch) => batch.name === name)?.id;
    const hangUp = async (name: string, headers: HeadersInit) => {
      const stop = new AbortController();
      const asked = postTranscription(trax.url, await longFile(3, `${name}.mp3`), {
        signal: stop.signal,
        headers: { "X-Trax-Fresh": "1", ...headers },
      }).catch(() => null);
      await expect.poll(() => find(name)).toBeDefined();
      const id = (await find(name)) as string;
      await waitForBatch(api, id, ({ status }) => status === "running");
      stop.abort();
      await asked;
      return waitForBatch(api, id, isEnded);
    };
    expect((await hangUp("left alone", {})).status).toBe("cancelled");
    expect((await hangUp("kept", { "X-Trax-Keep": "1" })).status).toBe("completed");
  });

  test("a request cut off by a crash of the web process is joined when it is made again", async () => {
    test.setTimeout(240_000);
    const server = await startTrax({ env: { TRAX_HEARTBEAT_MS: "1000" } });
    try {
      const api = createApiClient(server.url);
      const file = await longFile(4, "cut.mp3");
      const first = postTranscription(server.url, file).catch(() => null);
      const running = async () =>
        (await api.batches.list.query({ limit: 5 })).batches[0]?.status === "running";
      await expect.poll(running, { timeout: 30_000 }).toBe(true);
      const web = server.processes().find(({ command }) => command.includes("trax web"));
      process.kill(web?.pid as number, "SIGKILL");
      expect(await first).toBeNull();
      const answer = await retryUntilAnswered(
        async () => postTranscription(server.url, file).catch(() => null),
        60_000,
      );
      if (answer === null) throw new Error("no answer");
      expect(answer.status).toBe(200);
      const { text } = (await answer.json()) as { text: string };
      expect(wordsOf(text).length).toBe(spokenWords("island").length * 4);
      const { batches } = await api.batches.list.query({ limit: 5 });
      expect(batches.map(({ id }) => id)).toEqual([answer.headers.get("x-trax-batch")]);
      await server.stop();
    } finally {
      await server.cleanUp();
    }
  });

  test("equal requests at the same time share the work", async ({ trax }) => {
    const file = await longFile(2, "shared.mp3");
    const answers = await Promise.all([1, 2, 3].map(() => postTranscription(trax.url, file)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(new Set(answers.map(({ headers }) => headers.get("x-trax-batch"))).size).toBe(1);
  });

  const queued = Number(process.env.TRAX_TEST_QUEUED_REQUESTS ?? 10);
  test(`${queued} requests at once all end right`, async ({ trax }) => {
    test.setTimeout(60_000 + queued * 5_000);
    const answers = await Promise.all(
      Array.from({ length: queued }, async (_, index) => {
        const response = await postTranscription(trax.url, goodFile(`queued ${index}.ogg`), {
          headers: { "X-Trax-Fresh": "1" },
        });
        return { status: response.status, ...((await response.json()) as { text: string }) };
      }),
    );
    for (const { status, text, ...answer } of answers) {
      expect(status, JSON.stringify(answer)).toBe(200);
      expect(wordsOf(text)).toEqual(spokenWords("station"));
    }
  });
});

async function retryUntilAnswered<T>(find: () => Promise<T | null>, patienceMs: number): Promise<T | null> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const found = await find();
    if (found !== null || Date.now() > deadline) return found;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}
