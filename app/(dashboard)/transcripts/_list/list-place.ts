import { z } from "zod";
import { type DocumentFilter, documentFilter, documentSorts } from "@/server/transcripts/schema";

/** Where the list stands, as the address says it. What makes no sense is left out. */
const listPlace = z.object({
  q: z.string().max(10_000).catch(""),
  trash: z
    .literal("1")
    .transform(() => true)
    .catch(false),
  sort: z.enum(documentSorts).catch("newest"),
  /** How what was said is put in order. */
  order: z.enum(["best", "newest"]).catch("best"),
});
export type ListPlace = z.infer<typeof listPlace> & { where: DocumentFilter };

/** Names of filters in the address. */
const names = {
  speaker: "speaker",
  speakerCount: "speakers",
  from: "from",
  to: "to",
  language: "language",
  domain: "domain",
  pipelineVersion: "version",
  status: "status",
  warning: "warning",
  tag: "tag",
  collectionId: "collection",
} as const satisfies Record<keyof DocumentFilter, string>;
export const filterKeys = Object.keys(names) as (keyof DocumentFilter)[];

export const plainPlace: ListPlace = { q: "", trash: false, sort: "newest", order: "best", where: {} };

export function parseListPlace(parameters: Record<string, unknown>): ListPlace {
  const where: Record<string, unknown> = {};
  for (const key of filterKeys) {
    const text = parameters[names[key]];
    if (typeof text !== "string" || text === "") continue;
    const value = documentFilter.shape[key].safeParse(key === "speakerCount" ? Number(text) : text);
    if (value.success && value.data !== undefined && value.data !== "") where[key] = value.data;
  }
  return { ...listPlace.parse(parameters), where };
}

export function serializeListPlace({ q, trash, sort, order, where }: ListPlace): string {
  const parameters = new URLSearchParams();
  if (q) parameters.set("q", q);
  if (trash) parameters.set("trash", "1");
  if (sort !== plainPlace.sort) parameters.set("sort", sort);
  if (order !== plainPlace.order) parameters.set("order", order);
  for (const key of filterKeys) {
    if (where[key] !== undefined) parameters.set(names[key], String(where[key]));
  }
  const query = parameters.toString();
  return query ? `/transcripts?${query}` : "/transcripts";
}

export function listQueryInput({ q, trash, sort, where }: ListPlace) {
  return { filter: q.trim(), trash, sort, where, limit: 50 };
}

export const nextPage = {
  getNextPageParam: (page: { nextCursor: string | null }) => page.nextCursor,
};
