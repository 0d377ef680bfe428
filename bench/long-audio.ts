import { createReadStream, mkdtempSync, rmSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import * as tus from "tus-js-client";
import { createApiClient, isEnded, listWords, waitForBatch } from "../e2e/api-client";
import { startTrax, type TraxServer } from "../e2e/trax-server";
import { withDatabase } from "../e2e/with-database";
import { speechMapFile } from "../worker/steps/speech-map";
import { createRandom } from "./create-random";
import { makePlacedRecording, type Place } from "./long-audio/make-placed-recording";
import { watchWorker } from "./long-audio/watch-worker";
import { quantile } from "./quantile";
import { listClips } from "./time-left/make-recording";
import { listBareWords } from "./word-times/score-times";

const usage = "npm run bench -- long DIR [--hours N] [--model tiny|base] [--keep]";
const uploadPartBytes = 8 * 1024 ** 2;
/** Words at either end that are looked at. */
const lookedAt = 400;
/** Further away it is another word that is spelled alike. */
const nearMs = 1_000;

interface ChunkRow {
  index: number;
  start: number;
  end: number;
  decodedAt: string | null;
}

/** Hours of clips at known places through a running Trax whose worker is killed half-way: whether the chunks add up to
 * the speech and the spans to the file, where the words at the end lie, what the worker holds, and what was heard
 * again. */
export async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      hours: { type: "string", default: "10" },
      model: { type: "string", default: "tiny" },
      keep: { type: "boolean", default: false },
    },
  });
  const [dir] = positionals;
  const hours = Number(values.hours);
  const { model } = values;
  if (!dir || positionals.length > 1 || !(hours > 0) || (model !== "tiny" && model !== "base"))
    throw new Error(`Usage: ${usage}`);
  const folder = mkdtempSync(path.join(tmpdir(), "trax-long-audio-"));
  const home = path.join(folder, "home");
  let server: TraxServer | null = null;
  try {
    const file = path.join(folder, "long.flac");
    const { places, samples } = await makePlacedRecording(
      await listClips(dir),
      hours * 3_600,
      file,
      createRandom(1),
    );
    console.error(`${hours} h, ${places.length} words, ${(statSync(file).size / 1e6).toFixed(0)} MB`);
    server = await startTrax({ home, env: { TRAX_ENGINE: `moonshine-${model}`, TRAX_HEARTBEAT_MS: "1000" } });
    const { processes, url } = server;
    const memory = watchWorker(processes);
    const patienceMs = 120_000 + hours * 3_600_000;
    const startedMs = performance.now();
    const { batchId, mediaFileId, documentId } = await submit(url, file);

    const until = Date.now() + patienceMs;
    const listDecoded = async () =>
      (await listChunkRows(home, mediaFileId)).filter(({ decodedAt }) => decodedAt !== null);
    for (let planned = 0; ; await delay(250)) {
      if (Date.now() > until) throw new Error("Half of it was never heard.");
      const rows = await listChunkRows(home, mediaFileId);
      planned = rows.length;
      if (planned > 0 && rows.filter(({ decodedAt }) => decodedAt !== null).length >= planned / 2) break;
    }
    const worker = processes().find(({ command }) => command.includes("trax worker"));
    if (!worker) throw new Error("There is no worker to kill.");
    process.kill(worker.pid, "SIGKILL");
    const before = await listDecoded();

    const batch = await waitForBatch(createApiClient(url), batchId, isEnded, patienceMs);
    if (batch.sources[0]?.stage !== "processed") throw new Error(JSON.stringify(batch.sources[0]));
    const seconds = (performance.now() - startedMs) / 1_000;
    const quarters = memory.stop();
    const chunks = await listChunkRows(home, mediaFileId);
    const kept = new Map(chunks.map(({ index, decodedAt }) => [index, decodedAt]));
    const words = await listWords(createApiClient(url), documentId);
    const { masterKey, decodedChunks } = await findFacts(home, mediaFileId);
    const speech = path.join(home, "media", path.dirname(masterKey), "speech.json");
    const map = speechMapFile.parse(JSON.parse(await readFile(speech, "utf8")));
    console.log(
      JSON.stringify({
        hours,
        model,
        seconds: Math.round(seconds),
        rtf: Math.round((hours * 3_600) / seconds),
        samples,
        samplesOfMaster: map.samples,
        chunks: chunks.length,
        // Every sample of speech is in one chunk, and no sample in two.
        speechSamples: map.spans.reduce((sum, { start, end, speech: is }) => sum + (is ? end - start : 0), 0),
        speechSamplesInChunks: sumInChunks(chunks, map.spans),
        chunksOverlap: chunks.some(({ start }, at) => start < (chunks[at - 1]?.end ?? 0)),
        writtenAtKill: before.length,
        heardAgainThoughWritten: before.filter(({ index, decodedAt }) => kept.get(index) !== decodedAt)
          .length,
        decodedByLastRun: decodedChunks,
        atBegin: judgePlaces(places.slice(0, lookedAt), words),
        atEnd: judgePlaces(places.slice(-lookedAt), words),
        workerMbByQuarter: quarters,
        words: words.length,
      }),
    );
  } finally {
    await server?.stop().catch(() => undefined);
    await server?.cleanUp();
    if (!values.keep) rmSync(folder, { recursive: true, force: true });
  }
}

async function submit(url: string, file: string) {
  const { size } = statSync(file);
  const { batchId, sources } = await createApiClient(url).batches.create.mutate({
    files: [{ fileName: "long.flac", sizeBytes: size, mimeType: "audio/flac" }],
  });
  const { mediaFileId = "", documentId = "" } = sources[0] ?? {};
  await new Promise<void>((resolve, reject) => {
    new tus.Upload(createReadStream(file), {
      endpoint: `${url}/uploads`,
      metadata: { mediaFileId, filename: "long.flac", filetype: "audio/flac" },
      uploadSize: size,
      chunkSize: uploadPartBytes,
      onSuccess: () => resolve(),
      onError: reject,
    }).start();
  });
  return { batchId, mediaFileId, documentId };
}

/** Without stretches that were heard once more: they lie over others. */
function listChunkRows(home: string, mediaFileId: string): Promise<ChunkRow[]> {
  return withDatabase(home, async (pool) => {
    const { rows } = await pool.query<ChunkRow>(
      `select chunk.index, chunk.start_sample::float8 as start, chunk.end_sample::float8 as end,
         chunk.decoded_at::text as "decodedAt"
       from transcription_chunks chunk join batch_items item on item.id = chunk.batch_item_id
       where item.media_file_id = $1 and chunk.context->>'isRetry' is distinct from 'true' order by 1`,
      [mediaFileId],
    );
    return rows;
  });
}

function findFacts(home: string, mediaFileId: string) {
  return withDatabase(home, async (pool) => {
    const { rows } = await pool.query<{ masterKey: string; decodedChunks: number }>(
      `select format_info->'derived'->>'masterKey' as "masterKey",
         (item.result_data->>'decodedChunks')::int as "decodedChunks"
       from media_files media join batch_items item on item.media_file_id = media.id and item.task_type = 'transcribe'
       where media.id = $1`,
      [mediaFileId],
    );
    if (!rows[0]) throw new Error("The recording is not there.");
    return rows[0];
  });
}

function sumInChunks(
  chunks: readonly ChunkRow[],
  spans: readonly { start: number; end: number; speech: boolean }[],
): number {
  let sum = 0;
  let at = 0;
  for (const { start, end, speech } of spans) {
    if (!speech) continue;
    while (at < chunks.length && (chunks[at] as ChunkRow).end <= start) at++;
    for (let next = at; next < chunks.length; next++) {
      const chunk = chunks[next] as ChunkRow;
      if (chunk.start >= end) break;
      sum += Math.min(end, chunk.end) - Math.max(start, chunk.start);
    }
  }
  return sum;
}

/** How far words lie from where they were put; those that were misheard are nobody's. */
function judgePlaces(places: readonly Place[], words: readonly { text: string; startMs: number }[]) {
  const errors = places.flatMap(({ startMs, word }) => {
    const near = words
      .filter((heard) => Math.abs(heard.startMs - startMs) < nearMs)
      .filter(({ text }) => listBareWords(text).join(" ") === word)
      .map((heard) => Math.abs(heard.startMs - startMs));
    return near.length > 0 ? [Math.min(...near)] : [];
  });
  return {
    places: places.length,
    found: errors.length,
    within200: errors.filter((error) => error <= 200).length,
    medianMs: Math.round(quantile(errors, 0.5)),
    mostMs: Math.round(Math.max(...errors)),
  };
}
