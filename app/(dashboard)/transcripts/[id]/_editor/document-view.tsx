"use client";

import { useQuery } from "@tanstack/react-query";
import { useLive, useLiveInterval } from "@/app/_live/use-live";
import { useTrpc } from "@/app/_trpc/client";
import { QueryNotice } from "@/app/_trpc/query-notice";
import { PageHead } from "@/app/_ui/page-head";
import { Sheet } from "@/app/_ui/sheet";
import { Skeleton } from "@/app/_ui/skeleton";
import { hearingPollMs, isHearing } from "@/app/_work/describe-hearing";
import { EditorView } from "./editor-view";
import { TrashedNotice } from "./trashed-notice";
import { WorkingView } from "./working/working-view";

/** A document: while the machine works on it what was heard so far, afterwards the editor, also of one that no machine
 * works on. */
export function DocumentView({ documentId }: { documentId: string }) {
  const trpc = useTrpc();
  useLive({ documentIds: [documentId] });
  const refetchInterval = useLiveInterval();
  const document = useQuery(
    trpc.transcripts.get.queryOptions(
      { documentId },
      {
        refetchInterval: ({ state }) =>
          isHearing(state.data?.hearing) || isHearing(state.data?.diarization)
            ? hearingPollMs
            : refetchInterval,
      },
    ),
  );
  const detail = document.data;
  if (!detail) {
    return (
      <Sheet>
        <QueryNotice query={document} />
        {document.isPending && <Skeleton />}
      </Sheet>
    );
  }
  if (detail.deletedAt) {
    return (
      <Sheet>
        <PageHead title={detail.title || "Untitled"} />
        <TrashedNotice detail={detail} />
        <QueryNotice query={document} />
      </Sheet>
    );
  }
  const notice = <QueryNotice query={document} />;
  if (detail.result === null && detail.segmentCount === 0 && detail.work !== null)
    return <WorkingView detail={detail} notice={notice} />;
  return <EditorView detail={detail} notice={notice} />;
}
