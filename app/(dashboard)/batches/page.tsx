import type { Metadata } from "next";
import { getServerTrpc, Hydrate } from "@/app/_trpc/server";
import { BatchesView } from "./_list/batches-view";
import { batchesQuery, parseStatus } from "./_list/status-place";

export const metadata: Metadata = { title: "Batches" };

export default async function BatchesPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const status = parseStatus((await searchParams).status);
  const { trpc, queryClient } = await getServerTrpc();
  await queryClient.prefetchInfiniteQuery(trpc.batches.list.infiniteQueryOptions(...batchesQuery(status)));
  return (
    <Hydrate>
      <BatchesView />
    </Hydrate>
  );
}
