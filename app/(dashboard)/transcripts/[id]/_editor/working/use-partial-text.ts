"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { createThrottle } from "@/app/_live/create-throttle";
import { useLive, useLiveInterval } from "@/app/_live/use-live";
import { useTrpc, useTrpcClient } from "@/app/_trpc/client";
import type { PartialOutput } from "@/server/transcripts/schema";
import { findFirstGap, mergePartial } from "./merge-partial";

const askAgainMs = 1_000;

/** What was heard so far of a recording that is still at work; only what is new is asked for. */
export function usePartialText(documentId: string, enabled: boolean): PartialOutput | undefined {
  const trpc = useTrpc();
  const client = useTrpcClient();
  const queryClient = useQueryClient();
  const refetchInterval = useLiveInterval();
  const queryKey = trpc.transcripts.partial.queryKey({ documentId });

  const partial = useQuery({
    queryKey,
    enabled,
    refetchInterval,
    staleTime: 0,
    queryFn: async () => {
      const before = queryClient.getQueryData(queryKey);
      const fromIndex = findFirstGap(before?.chunks ?? []);
      const now = await client.transcripts.partial.query({ documentId, fromIndex });
      const beganAnew = before !== undefined && fromIndex > 0 && before.totalChunks !== now.totalChunks;
      if (beganAnew) return client.transcripts.partial.query({ documentId });
      return mergePartial(before, now);
    },
  });

  const { refetch } = partial;
  const [ask, setAsk] = useState<() => void>(() => () => {});
  useEffect(() => setAsk(() => createThrottle(() => void refetch(), askAgainMs)), [refetch]);
  useLive({ documentIds: [documentId] }, (event) => {
    if (enabled && event.kind === "progress" && event.documentId === documentId) ask();
  });
  return partial.data;
}
