import { createReadStream, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import * as tus from "tus-js-client";
import { createApiClient, isEnded, waitForBatch } from "../api-client";
import { startTrax, type TraxServer } from "../trax-server";
import { countChunks, findHeard, listWrittenChunks } from "./ask-database";
import { makeLongRecording } from "./make-long-recording";
import { watchMemory } from "./watch-memory";

/** `npm run test:long -- --hours N [--keep]`: a recording of N hours is heard undisturbed, and once more while its
 * worker is killed a third of the way and all of Trax is stopped and started again two thirds of the way. Both must
 * come to the same text and segments, and no chunk that was written may be heard again. */

const usage = "npm run test:long -- --hours N [--keep]";
const UPLOAD_PART_BYTES = 8 * 1024 ** 2;

const { values } = parseArgs({
  options: { hours: { type: "string", default: "10" }, keep: { type: "boolean", default: false } },
});
const hours = Number(values.hours);
if (!(hours > 0)) throw new Error(`Usage: ${usage}`);
/** Slower than a machine of today hears by far. */
const patienceMs = 120_000 + hours * 3_600_000;

const folder = mkdtempSync(path.join(tmpdir(), "trax-long-"));
const home = path.join(folder, "home");
const env = { TRAX_ENGINE: "moonshine-tiny", TRAX_HEARTBEAT_MS: "1000" };
let server = null as TraxServer | null;
const say = (line: string) => console.error(line);

interface Run {
  batchId: string;
  mediaFileId: string;
}

async function submit(url: string, file: string, fileName: string): Promise<Run> {
  const sizeBytes = statSync(file).size;
  const { batchId, sources } = await createApiClient(url).batches.create.mutate({
    files: [{ fileName, sizeBytes, mimeType: "audio/mpeg" }],
  });
  const mediaFileId = sources[0]?.mediaFileId ?? "";
  await new Promise<void>((resolve, reject) => {
    new tus.Upload(createReadStream(file), {
      endpoint: `${url}/uploads`,
      metadata: { mediaFileId, filename: fileName, filetype: "audio/mpeg" },
      uploadSize: sizeBytes,
      chunkSize: UPLOAD_PART_BYTES,
      onSuccess: () => resolve(),
      onError: reject,
    }).start();
  });
  return { batchId, mediaFileId };
}

async function waitForEnd(url: string, { batchId }: Run): Promise<void> {
  const batch = await waitForBatch(createApiClient(url), batchId, isEnded, patienceMs);
  if (batch.sources[0]?.stage !== "processed")
    throw new Error(`It ended ${JSON.stringify(batch.sources[0])}.`);
}

async function waitForChunks({ mediaFileId }: Run, count: number): Promise<void> {
  const until = Date.now() + patienceMs;
  while ((await listWrittenChunks(home, mediaFileId)).length < count) {
    if (Date.now() > until) throw new Error(`Chunk ${count} was never heard.`);
    await delay(100);
  }
}

function killWorker({ processes }: TraxServer): void {
  const worker = processes().find(({ command }) => command.includes("trax worker"));
  if (!worker) throw new Error("There is no worker to kill.");
  process.kill(worker.pid, "SIGKILL");
}

async function run(): Promise<boolean> {
  const startedMs = performance.now();
  const file = await makeLongRecording(folder, hours);
  say(`${hours} h recording: ${(statSync(file).size / 1e6).toFixed(1)} MB`);
  server = await startTrax({ home, env });
  const memory = watchMemory(() => server?.processes() ?? []);

  const calmStartedMs = performance.now();
  const calm = await submit(server.url, file, "undisturbed.mp3");
  await waitForEnd(server.url, calm);
  const chunks = await countChunks(home, calm.mediaFileId);
  const calmSeconds = (performance.now() - calmStartedMs) / 1000;
  say(`undisturbed: ${chunks} chunks, ${calmSeconds.toFixed(0)} s`);

  const cut = await submit(server.url, file, "disturbed.mp3");
  await waitForChunks(cut, Math.ceil(chunks / 3));
  killWorker(server);
  const atKill = await listWrittenChunks(home, cut.mediaFileId);
  say(`worker killed after ${atKill.length} chunks`);
  await waitForChunks(cut, Math.ceil((chunks * 2) / 3));
  await server.stop();
  server = await startTrax({ home, env });
  const atRestart = await listWrittenChunks(home, cut.mediaFileId);
  say(`started again with ${atRestart.length} chunks or more`);
  await waitForEnd(server.url, cut);

  const last = new Map(
    (await listWrittenChunks(home, cut.mediaFileId)).map((one) => [one.index, one.decodedAt]),
  );
  const isRewritten = ({ index, decodedAt }: { index: number; decodedAt: string }) =>
    last.get(index) !== decodedAt;
  const redecodedChunks = new Set([...atKill, ...atRestart].filter(isRewritten).map(({ index }) => index))
    .size;
  const [undisturbed, disturbed] = [
    await findHeard(home, calm.mediaFileId),
    await findHeard(home, cut.mediaFileId),
  ];
  const equal = JSON.stringify(undisturbed) === JSON.stringify(disturbed) && undisturbed.results === 1;
  console.log(
    JSON.stringify({
      hours,
      chunks,
      killedAtChunk: atKill.length,
      restartedAtChunk: atRestart.length,
      redecodedChunks,
      equal,
      segments: disturbed.segments,
      characters: disturbed.characters,
      peakMemoryMb: memory.stop(),
      undisturbedSeconds: Math.round(calmSeconds),
      seconds: Math.round((performance.now() - startedMs) / 1000),
    }),
  );
  if (!equal) say(`undisturbed ${JSON.stringify(undisturbed)}\ndisturbed   ${JSON.stringify(disturbed)}`);
  return equal && redecodedChunks === 0;
}

let cleaning: Promise<void> | null = null;
function cleanUp(): Promise<void> {
  cleaning ??= (async () => {
    await server?.cleanUp();
    if (!values.keep) rmSync(folder, { recursive: true, force: true });
  })();
  return cleaning;
}
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => void cleanUp().finally(() => process.exit(130)));

try {
  if (!(await run())) process.exitCode = 1;
  await server?.stop();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await cleanUp();
}
