import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getServerTrpc, Hydrate, isNotFound } from "@/app/_trpc/server";
import { documentIdInput } from "@/server/transcripts/schema";
import { VersionsView } from "./_versions/versions-view";

export const metadata: Metadata = { title: "Versions" };

export default async function VersionsPage({ params }: { params: Promise<{ id: string }> }) {
  const input = documentIdInput.safeParse({ documentId: (await params).id });
  if (!input.success) notFound();
  const { trpc, queryClient } = await getServerTrpc();
  await queryClient.fetchQuery(trpc.transcripts.get.queryOptions(input.data)).catch((error: unknown) => {
    if (isNotFound(error)) notFound();
  });
  await queryClient.prefetchQuery(trpc.transcripts.versions.queryOptions(input.data));
  return (
    <Hydrate>
      <VersionsView documentId={input.data.documentId} />
    </Hydrate>
  );
}
