import { createHash } from "node:crypto";
import { enhancedContentV2, mergedContent } from "./result-schema";
import { type MachineSegments, machineSegments } from "./schema";

/** What a person was given of a result: several decodings in one where there are, else what the engine heard. Null where
 * neither can be read. */
export function findMachineText(result: {
  segments: unknown;
  mergedContent: unknown;
}): MachineSegments | null {
  const merged = mergedContent.safeParse(result.mergedContent).data?.segments;
  if (merged) return merged;
  return machineSegments.safeParse(result.segments).data ?? null;
}

/** What an enhancement rests on: the words and where they are. */
export function deriveBasis(lines: MachineSegments): string {
  const hash = createHash("sha256");
  for (const { text, words } of lines) {
    if (!words || words.length === 0) hash.update(`${text}\n`);
    for (const { word, start } of words ?? []) hash.update(`${word}\t${start}\n`);
  }
  return hash.digest("hex");
}

interface EnhancedResult {
  segments: unknown;
  mergedContent: unknown;
  enhancedContentV2: unknown;
}

/** The enhanced text; null where there is none of the words that the machine's text has now. */
export function findEnhancedText(result: EnhancedResult): MachineSegments | null {
  const { basis, segments } = enhancedContentV2.safeParse(result.enhancedContentV2 ?? {}).data ?? {};
  if (!segments || !basis) return null;
  const machine = findMachineText(result);
  return machine && basis === deriveBasis(machine) ? segments : null;
}

/** What a person was given last: the enhanced text where there is one of these words, else the machine's. */
export function findGivenText(result: EnhancedResult): MachineSegments | null {
  return findEnhancedText(result) ?? findMachineText(result);
}
