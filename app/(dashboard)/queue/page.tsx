import type { Metadata } from "next";
import { getServerTrpc, Hydrate } from "@/app/_trpc/server";
import { firstWindow } from "@/app/_work/list/first-window";
import { parseWorkPlace } from "@/app/_work/list/work-place";
import { QueueView } from "./_queue/queue-view";

export const metadata: Metadata = { title: "Queue" };

export default async function QueuePage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const place = parseWorkPlace(await searchParams);
  const { trpc, queryClient } = await getServerTrpc();
  await Promise.all([
    queryClient.prefetchQuery(trpc.queue.get.queryOptions()),
    queryClient.prefetchQuery(trpc.batches.sources.queryOptions(firstWindow(place))),
  ]);
  return (
    <Hydrate>
      <QueueView />
    </Hydrate>
  );
}
