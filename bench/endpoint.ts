import { readFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { median } from "../core/status/speed-belief";
import {
  type ApiClient,
  createApiClient,
  getBatchWithSources,
  isEnded,
  listWords,
  submitFiles,
} from "../e2e/api-client";
import { fixturePath } from "../e2e/fixtures/fixture-path";
import { startTrax } from "../e2e/trax-server";

const usage = "npm run bench -- endpoint [FILE] [--pairs N] [--json]";
/** Fine enough that asking adds next to nothing to the whole job, and not so often that it slows it. */
const ASK_MS = 50;

interface Pair {
  wholeJobMs: number;
  endpointMs: number;
}

/** What one request to /v1/audio/transcriptions costs beside the whole job of the page (submission, upload, work, the
 * last word read), with the same file in the same running Trax, in turns; every run really decodes. `--json` prints
 * `{overheadMs, ratio}`, the medians of the pairs, and nothing else. */
export async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: "boolean", default: false }, pairs: { type: "string", default: "5" } },
  });
  const count = Number(values.pairs);
  if (positionals.length > 1 || !Number.isInteger(count) || count < 1) throw new Error(`Usage: ${usage}`);
  const file = positionals[0] ?? fixturePath("island.mp3");
  const recording = { name: path.basename(file), mimeType: "", buffer: await readFile(file) };

  const trax = await startTrax({ env: { TRAX_LOG_LEVEL: "warn" } });
  const pairs: Pair[] = [];
  try {
    const api = createApiClient(trax.url);
    // The first job waits for the engine to load.
    await measureWholeJob(api, trax.url, recording);
    for (let turn = 0; turn < count; turn += 1) {
      const first = turn % 2 === 0;
      const before = first ? await measureWholeJob(api, trax.url, recording) : 0;
      const endpointMs = await measureEndpoint(trax.url, recording);
      const wholeJobMs = first ? before : await measureWholeJob(api, trax.url, recording);
      pairs.push({ wholeJobMs, endpointMs });
      if (!values.json) {
        console.log(`whole job ${Math.round(wholeJobMs)} ms, endpoint ${Math.round(endpointMs)} ms`);
      }
    }
  } finally {
    await trax.stop().finally(() => trax.cleanUp());
  }
  const overheadMs = Math.round(median(pairs.map((pair) => pair.endpointMs - pair.wholeJobMs)));
  const ratio = median(pairs.map((pair) => pair.endpointMs / pair.wholeJobMs));
  console.log(
    values.json
      ? JSON.stringify({ overheadMs, ratio })
      : `overhead ${overheadMs} ms, ratio ${ratio.toFixed(3)} (medians of ${pairs.length} pairs)`,
  );
}

interface Recording {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

async function measureWholeJob(api: ApiClient, url: string, recording: Recording): Promise<number> {
  const startedMs = performance.now();
  const { batchId, sources } = await submitFiles(url, [recording]);
  for (;;) {
    const batch = await getBatchWithSources(api, batchId);
    const [source] = batch.sources;
    if (isEnded(batch)) {
      if (source?.stage !== "processed") throw new Error(source?.error?.sentence ?? "it did not end well.");
      break;
    }
    await new Promise((resolve) => setTimeout(resolve, ASK_MS));
  }
  const words = await listWords(api, sources[0]?.documentId ?? "");
  if (words.length === 0) throw new Error("There is no word in this recording; choose another.");
  return performance.now() - startedMs;
}

async function measureEndpoint(url: string, recording: Recording): Promise<number> {
  const startedMs = performance.now();
  const form = new FormData();
  form.set("file", new Blob([new Uint8Array(recording.buffer)]), recording.name);
  form.set("response_format", "verbose_json");
  const response = await fetch(`${url}/v1/audio/transcriptions`, {
    method: "POST",
    body: form,
    headers: { "X-Trax-Fresh": "1" },
  });
  const answer = (await response.json()) as { text?: string; error?: { message: string } };
  if (!answer.text) throw new Error(answer.error?.message ?? "the endpoint gave no text.");
  return performance.now() - startedMs;
}
