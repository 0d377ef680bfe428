import { z } from "zod";
import type { GivenTurn } from "@/core/diarization/order-turns";

/** Nobody takes that many turns in the minutes of a block. */
const mostTurns = 20_000;

const nativeTurns = z
  .array(z.object({ start: z.number(), end: z.number(), speaker: z.number().int().nonnegative() }))
  .max(mostTurns);

/** What sherpa-onnx gives for a block, in milliseconds from its start.
 * @throws a plain Error that says what is wrong with it */
export function parseNativeTurns(given: unknown): GivenTurn[] {
  const parsed = nativeTurns.safeParse(given);
  if (!parsed.success) throw new Error("what tells speakers apart gave no turns");
  return parsed.data.map(({ start, end, speaker }) => ({
    ...{ startMs: start * 1000, endMs: end * 1000, speaker },
  }));
}
