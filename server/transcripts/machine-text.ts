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

/** What a person was given last: the enhanced text where there is one of these words, else the machine's. */
export function findGivenText(result: {
  segments: unknown;
  mergedContent: unknown;
  enhancedContentV2: unknown;
}): MachineSegments | null {
  const machine = findMachineText(result);
  const { basis, segments } = enhancedContentV2.safeParse(result.enhancedContentV2 ?? {}).data ?? {};
  return machine && segments && basis === deriveBasis(machine) ? segments : machine;
}
