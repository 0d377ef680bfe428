import { createHash } from "node:crypto";
import { runAtOnce, type Stepwise } from "@/core/stepwise/stepwise";
import { readJsonInSteps } from "@/server/platform/stored-json";
import { enhancedContentV2, mergedContent } from "./result-schema";
import { type MachineSegments, machineSegments } from "./schema";

interface MachineResult {
  segments: unknown;
  mergedContent: unknown;
}

/** What a person was given of a result: several decodings in one where there are, else what the engine heard. Null where
 * neither can be read. */
export const findMachineText = (result: MachineResult): MachineSegments | null =>
  runAtOnce(findMachineTextInSteps(result));

/** The same, for long texts. */
export function* findMachineTextInSteps(result: MachineResult): Stepwise<MachineSegments | null> {
  const merged = (yield* readJsonInSteps(mergedContent, result.mergedContent))?.segments;
  if (merged) return merged;
  return (yield* readJsonInSteps(machineSegments, result.segments)) ?? null;
}

/** What an enhancement rests on: the words and where they are. */
export const deriveBasis = (lines: MachineSegments): string => runAtOnce(deriveBasisInSteps(lines));

/** The same, for long texts. */
export function* deriveBasisInSteps(lines: MachineSegments): Stepwise<string> {
  const hash = createHash("sha256");
  for (const { text, words } of lines) {
    yield;
    if (!words || words.length === 0) hash.update(`${text}\n`);
    for (const { word, start } of words ?? []) hash.update(`${word}\t${start}\n`);
  }
  return hash.digest("hex");
}

interface EnhancedResult extends MachineResult {
  enhancedContentV2: unknown;
}

/** The enhanced text; null where there is none of the words that the machine's text has now. */
export const findEnhancedText = (result: EnhancedResult): MachineSegments | null =>
  runAtOnce(findEnhancedTextInSteps(result));

function* findEnhancedTextInSteps(result: EnhancedResult): Stepwise<MachineSegments | null> {
  const content = yield* readJsonInSteps(enhancedContentV2, result.enhancedContentV2 ?? {});
  if (!content?.segments || !content.basis) return null;
  const machine = yield* findMachineTextInSteps(result);
  return machine && content.basis === (yield* deriveBasisInSteps(machine)) ? content.segments : null;
}

/** What a person was given last: the enhanced text where there is one of these words, else the machine's. */
export const findGivenText = (result: EnhancedResult): MachineSegments | null =>
  runAtOnce(findGivenTextInSteps(result));

/** The same, for long texts. */
export function* findGivenTextInSteps(result: EnhancedResult): Stepwise<MachineSegments | null> {
  return (yield* findEnhancedTextInSteps(result)) ?? (yield* findMachineTextInSteps(result));
}
