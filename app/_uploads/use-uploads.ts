"use client";

import { useQuery } from "@tanstack/react-query";
import { useCallback, useSyncExternalStore } from "react";
import type { UploadTotals, UploadView } from "./upload-store";
import { listLockedUploads, uploads } from "./uploads";

export function useUploadTotals(): UploadTotals {
  return useSyncExternalStore(uploads.subscribe, uploads.getTotals, uploads.getTotals);
}

export function useUpload(mediaFileId: string): UploadView | undefined {
  const watch = useCallback((listener: () => void) => uploads.watch(mediaFileId, listener), [mediaFileId]);
  return useSyncExternalStore(
    watch,
    () => uploads.find(mediaFileId),
    () => undefined,
  );
}

/** Whether another tab of this browser is uploading it; asked only while `enabled`. Undefined until known. */
export function useIsUploadingElsewhere(
  source: { batchId: string; sourceIndex: number },
  enabled: boolean,
): boolean | undefined {
  const locked = useQuery({
    queryKey: ["locked-uploads"],
    queryFn: listLockedUploads,
    enabled,
    refetchInterval: 3_000,
    staleTime: 1_000,
  });
  return locked.data?.some(
    ({ batchId, from, to }) =>
      batchId === source.batchId && from <= source.sourceIndex && source.sourceIndex <= to,
  );
}
