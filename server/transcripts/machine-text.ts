import { mergedContent } from "./result-schema";
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
