import type pg from "pg";
import { type ApiClient, createApiClient, isEnded, submitFiles, waitForBatch } from "./api-client";
import { fixturePath } from "./fixtures/fixture-path";
import { convertMedia, payload } from "./fixtures/recordings";
import { expect, test } from "./test";
import { startTrax, type TraxServer } from "./trax-server";
import { withDatabase } from "./with-database";

const patience = { timeout: 240_000, intervals: [100] };

/** Some minutes of two people, long enough to be in the middle of. */
const longDialogue = () =>
  convertMedia(["-stream_loop", "7", "-i", fixturePath("dialogue.ogg")], "long-dialogue.ogg");

async function ask<Row extends pg.QueryResultRow>(server: TraxServer, sql: string, documentId: string) {
  return withDatabase(server.home, async (pool) => (await pool.query<Row>(sql, [documentId])).rows);
}

/** What the machine wrote, of the result that is shown. */
async function readMachine(server: TraxServer, documentId: string) {
  const [row] = await ask<{ text: unknown; segments: unknown; raw: unknown; turns: unknown; count: number }>(
    server,
    `select result.text_content as text, result.segments, result.raw_content as raw,
      result.diarization_content->'turns' as turns, result.speaker_count as count
    from transcript_documents document join transcription_results result on result.id = document.current_result_id
    where document.id = $1`,
    documentId,
  );
  if (!row) throw new Error("There is no result.");
  return row;
}

const readJobs = (server: TraxServer, documentId: string) =>
  ask<{ status: string; progress: number; retries: number }>(
    server,
    `select status, progress::float8 as progress, retry_count as retries from v2_processing_jobs
    where document_id = $1 and job_type = 'diarization' order by id`,
    documentId,
  );

async function isFound(server: TraxServer, documentId: string): Promise<boolean> {
  return (await readJobs(server, documentId)).at(-1)?.status === "completed";
}

/** Somebody has named a speaker and given a line to another before the speakers are found. */
async function nameSomebody(
  api: ApiClient,
  documentId: string,
): Promise<{ speakerId: string; lineId: string }> {
  const { segments } = await api.transcripts.segments.query({ documentId });
  const lineId = segments[0]?.id as string;
  const speakerId = crypto.randomUUID();
  const type = "speaker.create" as const;
  const command = { type, speakerId, label: "Dr. Moreau", segmentIds: [lineId] };
  await api.transcripts.applyEdits.mutate({
    documentId,
    commands: [{ commandId: crypto.randomUUID(), bases: {}, command }],
  });
  return { speakerId, lineId };
}

test.describe("kill -9 while speakers are found: the same turns, text and names untouched", () => {
  let server: TraxServer;
  let documentId: string;
  let named: { speakerId: string; lineId: string };
  let undisturbed: Awaited<ReturnType<typeof readMachine>>;
  test.beforeAll(async () => {
    test.setTimeout(500_000);
    server = await startTrax({ env: { TRAX_HEARTBEAT_MS: "1000", TRAX_ENGINE: "moonshine-tiny" } });
    const api = createApiClient(server.url);
    const file = payload("long-dialogue.ogg", await longDialogue(), "audio/ogg");
    const { batchId, sources } = await submitFiles(server.url, [file]);
    await waitForBatch(api, batchId, isEnded);
    documentId = sources[0]?.documentId as string;
    named = await nameSomebody(api, documentId);
    await api.speakers.find.mutate({ documentId });
    await expect.poll(() => isFound(server, documentId), patience).toBe(true);
    undisturbed = await readMachine(server, documentId);
    expect(undisturbed.count).toBe(2);
  });
  test.afterAll(async () => {
    await server.stop();
    await server.cleanUp();
  });

  for (const [name, victim] of [
    ["the worker", "trax worker"],
    ["the engine", "engine-child"],
  ] as const) {
    test(`of ${name}`, { tag: "@long" }, async () => {
      test.setTimeout(400_000);
      const api = createApiClient(server.url);
      await api.speakers.find.mutate({ documentId });
      const isInTheMiddle = async () => {
        const job = (await readJobs(server, documentId)).at(-1);
        return job?.status === "running" && job.progress > 0.05 && job.progress < 0.9;
      };
      await expect.poll(isInTheMiddle, { timeout: 60_000, intervals: [30] }).toBe(true);
      const target = server.processes().find(({ command }) => command.includes(victim));
      process.kill(target?.pid as number, "SIGKILL");
      await expect.poll(() => isFound(server, documentId), patience).toBe(true);

      const last = (await readJobs(server, documentId)).at(-1);
      // It was really taken from somebody.
      expect(last?.retries).toBeGreaterThan(0);
      expect(await readMachine(server, documentId)).toEqual(undisturbed);
      const { speakers } = await api.transcripts.get.query({ documentId });
      expect(speakers.find(({ id }) => id === named.speakerId)?.label).toBe("Dr. Moreau");
      const { segments } = await api.transcripts.segments.query({ documentId });
      expect(segments.find(({ id }) => id === named.lineId)?.speakerId).toBe(named.speakerId);
    });
  }
});
