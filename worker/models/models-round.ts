import { hostname } from "node:os";
import type { FetchedModel } from "@/core/speech/fetched-model";
import { fetchedModelIds, findFetchedModel, getFetchedModel } from "@/core/speech/fetched-models";
import {
  endModelWish,
  listModelWishes,
  type ModelPlaceKey,
  noteModelOnDisk,
  tellModelState,
} from "@/server/jobs/model-states";
import type { PrismaClient } from "@/server/platform/db";
import { getSettings } from "@/server/platform/env";
import { isTraxError, TraxError, toTraxError } from "@/server/platform/errors";
import { getLogger } from "@/server/platform/logger";
import type { TellModelState } from "./model-fetches";
import type { ModelStore } from "./model-store";

/** Pages are told of what is on the disk this often, and at once when a wish was done. */
const LOOK_EVERY_MS = 30_000;

export const ownModelPlace = (): ModelPlaceKey => ({ host: hostname(), home: getSettings().TRAX_HOME });

export interface ModelsRound {
  /** Looks at the disk when it is time, and does what was asked for. */
  look(): Promise<void>;
  /** Ends what it began; what came is kept, and the wish stands for the next worker. */
  stop(): Promise<void>;
}

/** Whoever fetches, for a step or because somebody asked, tells of it with this. */
export function createTellModelState(
  prisma: PrismaClient,
  store: ModelStore,
  place: ModelPlaceKey,
): TellModelState {
  return async (model, told) => {
    if (told.state !== "failed") return tellModelState(prisma, place, model.id, told);
    const bytes = await store.measure(model);
    const error = toFailure(told.error);
    const state = error === null ? "absent" : error.code === "MODEL_DAMAGED" ? "damaged" : "failed";
    await tellModelState(prisma, place, model.id, { state, bytes, ...(error ? { error } : {}) });
  };
}

/** Null where nothing went wrong: somebody did not want it any more, and what came is there. */
function toFailure(error: unknown): TraxError | null {
  if (isTraxError(error)) return error.code === "MODEL_FETCH_CANCELLED" ? null : error;
  // What the disk says has a code; the reason of a stop has none.
  const hasCode = typeof (error as { code?: unknown } | null)?.code === "string";
  return hasCode ? toTraxError(error) : null;
}

/** Models of this worker's machine: how they stand, and what the settings page asked for. */
export function createModelsRound(
  prisma: PrismaClient,
  store: ModelStore,
  fetchOf: (model: FetchedModel, signal: AbortSignal) => Promise<void>,
  place: ModelPlaceKey = ownModelPlace(),
): ModelsRound {
  const stopping = new AbortController();
  const atWork = new Map<string, Promise<void>>();
  let lookedAtMs = Number.NEGATIVE_INFINITY;

  async function note(model: FetchedModel): Promise<void> {
    // Whoever is at it tells of it.
    if (store.isBusy(model)) return;
    const found = await store.inspect(model);
    if (found.state === "ready") {
      return noteModelOnDisk(prisma, place, model.id, { state: "ready", bytes: found.sizeBytes });
    }
    const bytes = await store.measure(model);
    if (found.state === "absent") return noteModelOnDisk(prisma, place, model.id, { state: "absent", bytes });
    const error = new TraxError("MODEL_DAMAGED", {
      model: model.name,
      file: found.file,
      reason: found.reason,
    });
    await noteModelOnDisk(prisma, place, model.id, { state: "damaged", bytes, error });
  }

  async function grant(model: FetchedModel, wish: string): Promise<void> {
    const { signal } = stopping;
    try {
      if (wish === "fetch") await fetchOf(model, signal);
      else if (wish === "remove") await store.remove(model);
    } catch (error) {
      if (signal.aborted) return;
      getLogger().warn({ model: model.id, wish, err: String(error) }, "model wish failed");
    }
    await endModelWish(prisma, place, model.id, wish);
    await note(model);
  }

  async function begin({ model: id, wish }: { model: string; wish: string }): Promise<void> {
    const model = findFetchedModel(id);
    if (!model) return endModelWish(prisma, place, id, wish);
    // A fetch that is under way has to end first, whoever fetches.
    if (wish !== "fetch") await store.cancel(model);
    if (atWork.has(id) || (wish !== "fetch" && store.isBusy(model))) return;
    const work = grant(model, wish).finally(() => atWork.delete(id));
    atWork.set(id, work);
    work.catch((error: unknown) => getLogger().warn({ err: String(error) }, "model wish failed"));
  }

  return {
    async look() {
      if (performance.now() - lookedAtMs > LOOK_EVERY_MS) {
        lookedAtMs = performance.now();
        for (const id of fetchedModelIds) await note(getFetchedModel(id));
      }
      for (const wish of await listModelWishes(prisma, place)) await begin(wish);
    },
    async stop() {
      stopping.abort(new Error("the worker is stopping"));
      await Promise.allSettled(atWork.values());
    },
  };
}
