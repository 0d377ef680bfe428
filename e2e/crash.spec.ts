import type pg from "pg";
import {
  type ApiClient,
  createApiClient,
  isEnded,
  listWords,
  type Submission,
  submitFiles,
  waitForBatch,
} from "./api-client";
import { longFile } from "./fixtures/recordings";
import { expect, test } from "./test";
import { startTrax, type TraxServer } from "./trax-server";
import { withDatabase } from "./with-database";

async function ask<Row extends pg.QueryResultRow>(
  server: TraxServer,
  sql: string,
  values: unknown[],
): Promise<Row[]> {
  return withDatabase(server.home, async (pool) => (await pool.query<Row>(sql, values)).rows);
}

async function transcribeOnce(server: TraxServer, api: ApiClient): Promise<string[]> {
  const { batchId, sources } = await submitFiles(server.url, [await longFile(6, "whole.mp3")]);
  const batch = await waitForBatch(api, batchId, isEnded);
  expect(batch.sources[0]?.stage).toBe("processed");
  return (await listWords(api, sources[0]?.documentId as string)).map((word) => word.text);
}

/** Submits the file again and kills one of its workers' processes once some chunks are there and many are not. */
async function killInTheMiddle(server: TraxServer, api: ApiClient, victim: string) {
  const { batchId, sources } = await submitFiles(server.url, [await longFile(6, "killed.mp3")]);
  const { documentId, mediaFileId } = sources[0] as Submission["sources"][number];
  await expect
    .poll(
      async () => {
        const partial = await api.transcripts.partial.query({ documentId, fromIndex: 0 });
        return partial.chunks.length >= 4 && partial.chunks.length < partial.totalChunks - 4;
      },
      { timeout: 60_000, intervals: [50] },
    )
    .toBe(true);
  const before = await listChunks(server, mediaFileId);
  const target = server.processes().find(({ command }) => command.includes(victim));
  process.kill(target?.pid as number, "SIGKILL");
  return { batchId, documentId, mediaFileId, before };
}

/** Chunks that were written, with the moment of it: one that was written again would have another. */
function listChunks(server: TraxServer, mediaFileId: string): Promise<pg.QueryResultRow[]> {
  return ask(
    server,
    `SELECT c.index, c.result, c.decoded_at::text FROM transcription_chunks c
     JOIN batch_items i ON i.id = c.batch_item_id
     WHERE i.media_file_id = $1 AND c.decoded_at IS NOT NULL ORDER BY 1`,
    [mediaFileId],
  );
}

test.describe("kill -9 in the middle: the same words, what was written stays, one result", () => {
  let server: TraxServer;
  let expected: string[];
  test.beforeAll(async () => {
    test.setTimeout(300_000);
    // Words are compared with words of the same engine: the quicker one says as much.
    server = await startTrax({ env: { TRAX_HEARTBEAT_MS: "1000", TRAX_ENGINE: "moonshine-tiny" } });
    expected = await transcribeOnce(server, createApiClient(server.url));
    expect(expected.length).toBeGreaterThan(300);
  });
  test.afterAll(async () => {
    await server.stop();
    await server.cleanUp();
  });

  for (const [name, victim] of [
    ["the worker", "trax worker"],
    ["a speech engine", "engine-child"],
  ] as const) {
    test(`of ${name}`, { tag: "@long" }, async () => {
      test.setTimeout(300_000);
      const api = createApiClient(server.url);
      const { batchId, documentId, mediaFileId, before } = await killInTheMiddle(server, api, victim);
      const batch = await waitForBatch(api, batchId, isEnded);
      expect(batch.sources[0]?.stage).toBe("processed");
      expect((await listWords(api, documentId)).map((word) => word.text)).toEqual(expected);

      expect(before.length).toBeGreaterThanOrEqual(4);
      const after = await listChunks(server, mediaFileId);
      expect(after.filter(({ index }) => before.some((chunk) => chunk.index === index))).toEqual(before);
      // The last run decoded only what was missing: of all that was decoded, what each slot had in flight is lost.
      const [last] = await ask<{ decoded: number }>(
        server,
        `SELECT (result_data->>'decodedChunks')::int AS decoded FROM batch_items
         WHERE media_file_id = $1 AND task_type = 'transcribe'`,
        [mediaFileId],
      );
      expect(last?.decoded).toBeGreaterThan(0);
      expect(last?.decoded).toBeLessThanOrEqual(after.length - before.length);
      const results = await ask(server, "SELECT id FROM transcription_results WHERE media_file_id = $1", [
        mediaFileId,
      ]);
      expect(results).toHaveLength(1);
    });
  }
});
