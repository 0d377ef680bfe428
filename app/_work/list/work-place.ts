import { z } from "zod";
import { sourceGroup } from "@/server/batches/schema";

/** Where a work list stands, as the address says it. What makes no sense is left out. */
const workPlace = z.object({
  group: sourceGroup.catch("all"),
  text: z.string().max(200).catch(""),
  batch: z.uuid().optional().catch(undefined),
  sort: z.enum(["added", "next"]).catch("added"),
});
export type WorkPlace = z.infer<typeof workPlace>;

export function parseWorkPlace(parameters: Record<string, unknown>): WorkPlace {
  return workPlace.parse(parameters);
}

export function serializeWorkPlace(path: string, { group, text, batch, sort }: WorkPlace): string {
  const parameters = new URLSearchParams();
  if (group !== "all") parameters.set("group", group);
  if (text) parameters.set("text", text);
  if (batch) parameters.set("batch", batch);
  if (sort !== "added") parameters.set("sort", sort);
  const query = parameters.toString();
  return query ? `${path}?${query}` : path;
}
