import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getServerTrpc, Hydrate, isNotFound } from "@/app/_trpc/server";
import { firstWindow } from "@/app/_work/list/first-window";
import { parseWorkPlace } from "@/app/_work/list/work-place";
import { batchIdInput } from "@/server/batches/schema";
import { BatchView } from "./_batch/batch-view";

export const metadata: Metadata = { title: "Batch" };

interface BatchPageProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function BatchPage({ params, searchParams }: BatchPageProps) {
  const input = batchIdInput.safeParse({ batchId: (await params).id });
  if (!input.success) notFound();
  const { batchId } = input.data;
  const window = firstWindow(parseWorkPlace(await searchParams), batchId);
  const { trpc, queryClient } = await getServerTrpc();
  await Promise.all([
    queryClient.fetchQuery(trpc.batches.get.queryOptions({ batchId })).catch((error: unknown) => {
      if (isNotFound(error)) notFound();
    }),
    queryClient.prefetchQuery(trpc.batches.sources.queryOptions(window)),
    queryClient.prefetchQuery(trpc.queue.get.queryOptions()),
  ]);
  return (
    <Hydrate>
      <BatchView batchId={batchId} />
    </Hydrate>
  );
}
