import type { Metadata } from "next";
import { getServerTrpc, Hydrate } from "@/app/_trpc/server";
import { StatusView } from "./_status/status-view";

export const metadata: Metadata = { title: "Settings" };

export default async function SettingsPage() {
  const { trpc, queryClient } = await getServerTrpc();
  await Promise.all([
    queryClient.prefetchQuery(trpc.workers.status.queryOptions()),
    queryClient.prefetchQuery(trpc.transcripts.diskUse.queryOptions()),
  ]);
  return (
    <Hydrate>
      <StatusView />
    </Hydrate>
  );
}
