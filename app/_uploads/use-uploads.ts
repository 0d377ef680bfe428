"use client";

import { useQuery } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import type { UploadView } from "./upload-store";
import { listLockedUploads, uploads } from "./uploads";

const none: ReadonlyMap<string, UploadView> = new Map();

export function useUploads(): ReadonlyMap<string, UploadView> {
  return useSyncExternalStore(uploads.subscribe, uploads.getSnapshot, () => none);
}

export function useUpload(mediaFileId: string): UploadView | undefined {
  const find = () => uploads.getSnapshot().get(mediaFileId);
  return useSyncExternalStore(uploads.subscribe, find, () => undefined);
}

/** Whether another tab of this browser is uploading it; asked only while `enabled`. Undefined until known. */
export function useIsUploadingElsewhere(mediaFileId: string, enabled: boolean): boolean | undefined {
  const locked = useQuery({
    queryKey: ["locked-uploads"],
    queryFn: listLockedUploads,
    enabled,
    refetchInterval: 3_000,
    staleTime: 1_000,
  });
  return locked.data?.has(mediaFileId);
}
