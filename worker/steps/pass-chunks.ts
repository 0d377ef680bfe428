import { buffer } from "node:stream/consumers";
import { z } from "zod";
import type { TimedWord } from "@/core/transcript/types";
import { TraxError } from "@/server/platform/errors";
import type { Storage } from "@/server/platform/storage";
import type { ChunkResult } from "../engines/engine";
import { joinChunks } from "./join-chunks";
import { chunkContext, type PlannedChunk } from "./place-seams";
import { chunkResult } from "./transcription-chunks";

/** What a further hearing has written down so far. A source's chunks are rows of the step that heard them; a job has no
 * such rows, and its chunks are files below a folder of its own: a plan that is written once, and one file a chunk. */

const passPlan = z.object({
  chunks: z.array(
    z.object({
      range: z.object({ start: z.number().int().nonnegative(), end: z.number().int().positive() }),
      context: chunkContext.nullable(),
    }),
  ),
});
const PLAN = "plan.json";
const nameOf = (index: number) => `${index}.json`;
/** More than any chunk or plan of a recording takes. */
const MOST_BYTES = 64 * 1024 ** 2;

async function readJson(storage: Storage, key: string): Promise<unknown> {
  const size = await storage.findSize(key);
  if (size === null || size > MOST_BYTES) return null;
  try {
    return JSON.parse((await buffer(await storage.openRead(key))).toString("utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

export async function findPassPlan(storage: Storage, prefix: string): Promise<PlannedChunk[] | null> {
  return passPlan.safeParse(await readJson(storage, `${prefix}/${PLAN}`)).data?.chunks ?? null;
}

export async function keepPassPlan(storage: Storage, prefix: string, chunks: PlannedChunk[]): Promise<void> {
  await storage.write(`${prefix}/${PLAN}`, JSON.stringify({ chunks }));
}

/** Indexes of the chunks that are there. */
export async function listPassChunks(storage: Storage, prefix: string): Promise<Set<number>> {
  const names = await storage.listNames(prefix);
  return new Set(names.flatMap((name) => (/^\d+\.json$/.test(name) ? [Number.parseInt(name, 10)] : [])));
}

export async function keepPassChunk(
  storage: Storage,
  prefix: string,
  index: number,
  result: ChunkResult,
): Promise<void> {
  const key = `${prefix}/${nameOf(index)}`;
  // Whoever wrote it first is right: a run that was overtaken changes nothing.
  if ((await storage.findSize(key)) === null) await storage.write(key, JSON.stringify(result));
}

export interface ReadPass {
  words: TimedWord[];
  /** That heard most of it first. */
  model: string | null;
  /** Whether word times were spread over the sound. */
  timesEstimated: boolean;
  /** Where the engine repeated itself and was stopped. */
  loops: { startMs: number; endMs: number }[];
}

/** All of a hearing, in order.
 * @throws TraxError PASS_MISSING */
export async function readPass(storage: Storage, prefix: string): Promise<ReadPass> {
  const plan = await findPassPlan(storage, prefix);
  if (!plan) throw new TraxError("PASS_MISSING");
  const chunks: (PlannedChunk & { result: ChunkResult })[] = [];
  for (const [index, planned] of plan.entries()) {
    const parsed = chunkResult.safeParse(await readJson(storage, `${prefix}/${nameOf(index)}`));
    if (!parsed.success) throw new TraxError("PASS_MISSING");
    chunks.push({ ...planned, result: parsed.data });
  }
  return {
    words: joinChunks(chunks),
    model: chunks.find(({ result }) => result.model)?.result.model ?? null,
    timesEstimated: chunks.some(({ result }) => result.times === "estimated"),
    loops: chunks.flatMap(({ range, result }) =>
      result.stopped === "loop" ? [{ startMs: range.start / 16, endMs: range.end / 16 }] : [],
    ),
  };
}
