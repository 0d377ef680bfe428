import type { FetchedModel } from "@/core/speech/fetched-model";
import type { EnsureOptions, ModelStore } from "./model-store";

/** Of the model store, what an engine needs: that its model is there. */
export interface ModelFetches {
  /** @throws MODEL_*, STORAGE_FULL, the signal's reason */
  ensure(model: FetchedModel, options: EnsureOptions): Promise<void>;
}

/** How models stand, for whoever looks on from another process. */
export type TellModelState = (
  model: FetchedModel,
  told:
    | { state: "fetching"; bytes: number; totalBytes: number }
    | { state: "ready"; bytes: number }
    | { state: "failed"; error: unknown },
) => Promise<void>;

/** How often a fetch is told of. */
const TELL_MS = 500;

/** The store, with everything that is fetched told of while it goes on and when it ends. What cannot be told changes
 * nothing about the fetch. */
export function createModelFetches(store: ModelStore, tell: TellModelState): ModelFetches {
  return {
    async ensure(model, { onProgress, ...options }) {
      let toldAtMs = Number.NEGATIVE_INFINITY;
      let telling: Promise<void> = Promise.resolve();
      const say = (told: Parameters<TellModelState>[1]) => {
        telling = telling.then(() => tell(model, told)).catch(() => undefined);
        return telling;
      };
      let hasFetched = false;
      try {
        await store.ensure(model, {
          ...options,
          onProgress(bytes, totalBytes) {
            hasFetched = true;
            onProgress?.(bytes, totalBytes);
            if (performance.now() - toldAtMs < TELL_MS) return;
            toldAtMs = performance.now();
            void say({ state: "fetching", bytes, totalBytes });
          },
        });
        if (hasFetched) await say({ state: "ready", bytes: await store.measure(model) });
      } catch (error) {
        await say({ state: "failed", error });
        throw error;
      }
    },
  };
}
