import type { Metadata } from "next";
import { getServerTrpc, Hydrate } from "@/app/_trpc/server";
import { QualityView } from "./_quality/quality-view";

export const metadata: Metadata = { title: "Quality" };

export default async function QualityPage() {
  const { trpc, queryClient } = await getServerTrpc();
  await queryClient.prefetchQuery(trpc.quality.table.queryOptions());
  return (
    <Hydrate>
      <QualityView />
    </Hydrate>
  );
}
