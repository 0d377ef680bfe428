"use client";

import { useStepProgress } from "@/app/_live/use-live";
import { useIsUploadingElsewhere, useUpload } from "@/app/_uploads/use-uploads";
import type { SourceView } from "@/server/batches/schema";
import { deriveLiveProgress } from "./derive-live-progress";
import { describeStage, isWorking } from "./describe-stage";

const interrupted = { text: "Interrupted", tone: "warn" } as const;

/** What a row says of a source: what the server knows, what was heard live of it, and what this tab is uploading. */
export function useSourceState(source: SourceView) {
  const { batchId, sourceIndex, mediaFileId } = source;
  const upload = useUpload(mediaFileId);
  const live = useStepProgress(batchId, sourceIndex);
  const isUploading = source.stage === "uploading";
  /** It waits for bytes that this tab is not sending. */
  const isOrphan = isUploading && upload === undefined;
  const isElsewhere = useIsUploadingElsewhere(source, isOrphan);
  const stage = isOrphan && isElsewhere === false ? interrupted : describeStage(source.stage);
  const uploaded = upload && source.sizeBytes > 0 ? upload.sentBytes / source.sizeBytes : null;
  const progress = isUploading ? uploaded : deriveLiveProgress(source, live);
  return {
    upload,
    isUploading,
    isOrphan,
    isElsewhere,
    stage,
    progress,
    showsBar: isWorking(source.stage) && !isOrphan,
  };
}
