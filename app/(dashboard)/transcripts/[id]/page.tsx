import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getServerTrpc, Hydrate, isNotFound } from "@/app/_trpc/server";
import { documentIdInput } from "@/server/transcripts/schema";
import { DocumentView } from "./_editor/document-view";
import { firstPageOf } from "./_editor/store/first-page";

interface PageProps {
  params: Promise<{ id: string }>;
}

async function findDocument({ params }: PageProps) {
  const input = documentIdInput.safeParse({ documentId: (await params).id });
  if (!input.success) notFound();
  const { trpc, queryClient } = await getServerTrpc();
  const detail = await queryClient
    .fetchQuery(trpc.transcripts.get.queryOptions(input.data))
    .catch((error: unknown) => {
      if (isNotFound(error)) notFound();
      return null;
    });
  return { ...input.data, detail };
}

export async function generateMetadata(props: PageProps): Promise<Metadata> {
  const { detail } = await findDocument(props);
  return { title: detail?.title ?? "Transcript" };
}

export default async function TranscriptPage(props: PageProps) {
  const { documentId, detail } = await findDocument(props);
  if (detail && !detail.deletedAt && detail.segmentCount > 0) {
    const { trpc, queryClient } = await getServerTrpc();
    await queryClient.prefetchQuery(trpc.transcripts.segments.queryOptions(firstPageOf(documentId)));
  }
  return (
    <Hydrate>
      <DocumentView documentId={documentId} />
    </Hydrate>
  );
}
