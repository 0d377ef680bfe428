import type { Metadata } from "next";
import { getServerTrpc, Hydrate } from "@/app/_trpc/server";
import { WorkersView } from "./_workers/workers-view";

export const metadata: Metadata = { title: "Workers" };

export default async function WorkersPage() {
  const { trpc, queryClient } = await getServerTrpc();
  await queryClient.prefetchQuery(trpc.workers.list.queryOptions());
  return (
    <Hydrate>
      <WorkersView />
    </Hydrate>
  );
}
