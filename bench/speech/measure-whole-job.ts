import { readFile } from "node:fs/promises";
import path from "node:path";
import { createApiClient, isEnded, listWords, submitFiles, waitForBatch } from "../../e2e/api-client";
import { startTrax } from "../../e2e/trax-server";
import type { Measurement, MeasureOptions } from "./measure-engine";
import { sampleMemory } from "./sample-memory";

const patienceMs = 6 * 3_600_000;

/** The whole product: a running Trax of its own, a file submitted and uploaded as a browser does, until its last
 * word is there to read. The clock runs from the submission; memory is that of the worker and its children. */
export async function* measureWholeJob(
  files: string[],
  { model, onPeak }: MeasureOptions & { onPeak: (peakPssMb: number) => void },
): AsyncGenerator<Measurement> {
  const trax = await startTrax({ env: { TRAX_ENGINE: `moonshine-${model}`, TRAX_LOG_LEVEL: "warn" } });
  const worker = trax.processes().find(({ command }) => /trax worker|dist\/worker/.test(command));
  const memory = sampleMemory(worker?.pid ?? trax.pid);
  try {
    const api = createApiClient(trax.url);
    for (const file of files) {
      const buffer = await readFile(file);
      const startedAt = performance.now();
      const submission = await submitFiles(trax.url, [{ name: path.basename(file), mimeType: "", buffer }]);
      const batch = await waitForBatch(api, submission.batchId, isEnded, patienceMs);
      const [source] = batch.sources;
      if (source?.stage !== "processed" || !source.documentId) {
        throw new Error(`${file}: ${source?.error?.sentence ?? "it did not end well."}`);
      }
      const words = await listWords(api, source.documentId);
      yield {
        file,
        text: words.map((word) => word.text).join(" "),
        audioSeconds: source.durationSeconds ?? 0,
        processingSeconds: (performance.now() - startedAt) / 1000,
      };
    }
  } finally {
    onPeak((await memory.stop()).peakPssMb);
    await trax.stop().finally(() => trax.cleanUp());
  }
}
