import type { Metadata } from "next";
import { getServerTrpc, Hydrate } from "@/app/_trpc/server";
import { type ListPlace, listQueryInput, nextPage, parseListPlace } from "./_list/list-place";
import { ListView } from "./_list/list-view";

export const metadata: Metadata = { title: "Transcripts" };

export default async function TranscriptsPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, unknown>>;
}) {
  const place: ListPlace = parseListPlace(await searchParams);
  const { trpc, queryClient } = await getServerTrpc();
  await Promise.all([
    queryClient.prefetchInfiniteQuery(
      trpc.transcripts.list.infiniteQueryOptions(listQueryInput(place), nextPage),
    ),
    queryClient.prefetchQuery(trpc.transcripts.diskUse.queryOptions()),
  ]);
  return (
    <Hydrate>
      <ListView />
    </Hydrate>
  );
}
