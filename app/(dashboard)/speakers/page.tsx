import type { Metadata } from "next";
import { getServerTrpc, Hydrate } from "@/app/_trpc/server";
import { PeopleView } from "./_people/people-view";

export const metadata: Metadata = { title: "People" };

export default async function PeoplePage() {
  const { trpc, queryClient } = await getServerTrpc();
  await queryClient.prefetchQuery(trpc.speakers.list.queryOptions());
  return (
    <Hydrate>
      <PeopleView />
    </Hydrate>
  );
}
