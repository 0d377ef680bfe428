import type { Metadata } from "next";
import { getServerTrpc, Hydrate } from "@/app/_trpc/server";
import { ReplaceView } from "./_replace/replace-view";

export const metadata: Metadata = { title: "Replace" };

export default async function ReplacePage() {
  const { trpc, queryClient } = await getServerTrpc();
  await queryClient.prefetchQuery(trpc.transcripts.replacements.queryOptions());
  return (
    <Hydrate>
      <ReplaceView />
    </Hydrate>
  );
}
