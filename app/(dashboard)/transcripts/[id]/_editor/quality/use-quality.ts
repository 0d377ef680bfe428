import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTrpc } from "@/app/_trpc/client";
import type { QualityView } from "@/server/quality/schema";
import { useEditor } from "../editor-context";
import { useDocumentVersion } from "../panels/use-document-version";

/** How good the open transcript is, and what can be done to know it better. */
export function useQuality() {
  const { documentId } = useEditor();
  const trpc = useTrpc();
  const queryClient = useQueryClient();
  const version = useDocumentVersion();
  const resultId = useQuery(trpc.transcripts.get.queryOptions({ documentId })).data?.result?.id;
  const options = trpc.quality.get.queryOptions({ documentId }, { staleTime: 0 });
  const query = useQuery(options);
  // A mark is of one revision; and a machine's new text comes while the page is open.
  const { queryKey } = options;
  const seen = `${version} ${resultId}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is asked again for what was seen, not for the key.
  useEffect(() => {
    void queryClient.invalidateQueries({ queryKey });
  }, [queryClient, seen]);

  const onSuccess = (quality: QualityView) => {
    queryClient.setQueryData(queryKey, quality);
    return Promise.all([
      queryClient.invalidateQueries(trpc.transcripts.pathFilter()),
      queryClient.invalidateQueries(trpc.quality.table.pathFilter()),
    ]);
  };
  return {
    query,
    setReference: useMutation(trpc.quality.setReference.mutationOptions({ onSuccess })),
    removeReference: useMutation(trpc.quality.removeReference.mutationOptions({ onSuccess })),
    markCorrected: useMutation(trpc.quality.markCorrected.mutationOptions({ onSuccess })),
    unmarkCorrected: useMutation(trpc.quality.unmarkCorrected.mutationOptions({ onSuccess })),
    measureAgain: useMutation(trpc.quality.measureAgain.mutationOptions({ onSuccess })),
  };
}

export type QualityActions = ReturnType<typeof useQuality>;
