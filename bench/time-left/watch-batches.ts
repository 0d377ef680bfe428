import type { ApiClient } from "../../e2e/api-client";
import { type BatchWithSources, getBatchWithSources, isEnded } from "../../e2e/api-client";
import type { PaceView } from "../../server/batches/schema";

const ASK_MS = 200;

/** What was shown at half-way, and what came. */
export interface Look {
  /** Whether there was a look at or beyond half-way before the end at all. */
  seen: boolean;
  range: { lowSeconds: number; highSeconds: number } | null;
  /** From that look to the end. */
  trueSeconds: number;
}

interface Noted {
  askedAtMs: number;
  pace: PaceView | null;
}

/** Asks as a page does until all have ended, and keeps the first answer at or beyond half-way of each source and of
 * each batch. */
export async function watchBatches(
  api: ApiClient,
  batchIds: string[],
): Promise<{ items: Look[]; batches: Look[] }> {
  const looks = { items: [] as Look[], batches: [] as Look[] };
  await Promise.all(
    batchIds.map(async (batchId) => {
      const noted = new Map<number | "batch", Noted>();
      for (;;) {
        const askedAtMs = Date.now();
        const batch = await getBatchWithSources(api, batchId);
        if (isEnded(batch)) {
          for (const source of batch.sources) {
            looks.items.push(toLook(noted.get(source.sourceIndex), endOf([source])));
          }
          if (batch.sources.length > 1) looks.batches.push(toLook(noted.get("batch"), endOf(batch.sources)));
          return;
        }
        for (const { sourceIndex, stage, progress, pace } of batch.sources) {
          if (noted.has(sourceIndex) || progress < 0.5 || stage === "processed") continue;
          noted.set(sourceIndex, { askedAtMs, pace });
        }
        if (!noted.has("batch") && batch.progress >= 0.5) noted.set("batch", { askedAtMs, pace: batch.pace });
        await new Promise((resolve) => setTimeout(resolve, ASK_MS));
      }
    }),
  );
  return looks;
}

/** The end is stamped when its writing begins and seen when it is written: what was seen running has not ended. */
function toLook(noted: Noted | undefined, endedAtMs: number): Look {
  if (!noted) return { seen: false, range: null, trueSeconds: Number.NaN };
  return { seen: true, range: noted.pace, trueSeconds: Math.max(0, endedAtMs - noted.askedAtMs) / 1000 };
}

function endOf(sources: BatchWithSources["sources"]): number {
  const failed = sources.find(({ stage }) => stage !== "processed");
  if (failed) throw new Error(failed.error?.sentence ?? `${failed.fileName} did not end well.`);
  const ends = sources.flatMap(({ steps }) => steps.map((step) => step.completedAt?.getTime() ?? 0));
  return Math.max(...ends);
}
