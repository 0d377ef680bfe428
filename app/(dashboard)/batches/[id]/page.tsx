import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getServerTrpc, Hydrate, isNotFound } from "@/app/_trpc/server";
import { batchIdInput } from "@/server/batches/schema";
import { BatchView } from "./_batch/batch-view";

export const metadata: Metadata = { title: "Batch" };

export default async function BatchPage({ params }: { params: Promise<{ id: string }> }) {
  const input = batchIdInput.safeParse({ batchId: (await params).id });
  if (!input.success) notFound();
  const { trpc, queryClient } = await getServerTrpc();
  await queryClient.fetchQuery(trpc.batches.get.queryOptions(input.data)).catch((error: unknown) => {
    if (isNotFound(error)) notFound();
  });
  return (
    <Hydrate>
      <BatchView batchId={input.data.batchId} />
    </Hydrate>
  );
}
