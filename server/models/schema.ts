import { z } from "zod";
import { fetchedModelIds } from "@/core/speech/fetched-models";
import { errorView } from "@/server/batches/schema";

/** What the workers of a machine say of a model there. */
export const modelStates = ["absent", "fetching", "ready", "damaged", "failed"] as const;
export const modelWishes = ["fetch", "cancel", "remove"] as const;
export type ModelWish = (typeof modelWishes)[number];

export const speechModelId = z.enum(fetchedModelIds);

/** Where models lie: a machine, and a TRAX_HOME on it. */
export const modelPlace = z.object({
  host: z.string().min(1).max(300),
  home: z.string().min(1).max(4096),
});
export type ModelPlace = z.infer<typeof modelPlace>;

export const modelAtPlace = modelPlace.extend({
  state: z.enum(modelStates),
  /** What is there of it, whole or not. */
  bytes: z.number(),
  /** As the repository lists it; 0 where nobody has asked yet. */
  totalBytes: z.number(),
  error: errorView.nullable(),
  /** What was asked for and is not done yet. */
  wish: z.enum(modelWishes).nullable(),
});
export type ModelAtPlace = z.infer<typeof modelAtPlace>;

export const modelView = z.object({
  id: speechModelId,
  name: z.string(),
  description: z.string(),
  /** Hears what is said; null: it tells speakers apart. */
  hearing: z.object({ languages: z.array(z.string()), times: z.enum(["heard", "estimated"]) }).nullable(),
  licence: z.object({ name: z.string(), url: z.string() }),
  sizeBytes: z.number(),
  memoryMb: z.number(),
  /** Every place whose workers were heard of lately. */
  places: z.array(modelAtPlace),
});
export type ModelView = z.infer<typeof modelView>;

export const modelListOutput = z.object({
  /** Where models are fetched from. */
  source: z.string(),
  models: z.array(modelView),
});

export const modelWishInput = modelPlace.extend({ model: speechModelId });
export type ModelWishInput = z.infer<typeof modelWishInput>;
export const modelChangedOutput = z.object({ changed: z.boolean() });
