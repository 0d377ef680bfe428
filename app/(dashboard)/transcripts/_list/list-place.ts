import { z } from "zod";

/** Where the list stands, as the address says it. */
const listPlace = z.object({
  q: z.string().max(200).catch(""),
  trash: z
    .literal("1")
    .transform(() => true)
    .catch(false),
});
export type ListPlace = z.infer<typeof listPlace>;

export function parseListPlace(parameters: Record<string, unknown>): ListPlace {
  return listPlace.parse(parameters);
}

export function serializeListPlace({ q, trash }: ListPlace): string {
  const parameters = new URLSearchParams();
  if (q) parameters.set("q", q);
  if (trash) parameters.set("trash", "1");
  const query = parameters.toString();
  return query ? `/transcripts?${query}` : "/transcripts";
}

export function listQueryInput({ q, trash }: ListPlace) {
  return { filter: q.trim(), trash, limit: 50 };
}

export const nextPage = {
  getNextPageParam: (page: { nextCursor: string | null }) => page.nextCursor,
};
