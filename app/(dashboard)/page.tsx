import { getServerTrpc, Hydrate } from "@/app/_trpc/server";
import { DashboardView } from "./_dashboard/dashboard-view";

export default async function DashboardPage() {
  const { trpc, queryClient } = await getServerTrpc();
  await Promise.all([
    queryClient.prefetchQuery(trpc.batches.list.queryOptions({})),
    queryClient.prefetchQuery(trpc.transcripts.list.queryOptions({ limit: 8 })),
    queryClient.prefetchQuery(trpc.workers.status.queryOptions()),
  ]);
  return (
    <Hydrate>
      <DashboardView />
    </Hydrate>
  );
}
