"use client";

import { useQuery } from "@tanstack/react-query";
import { useStepProgress } from "@/app/_live/use-live";
import { useTrpc } from "@/app/_trpc/client";
import type { SourceView } from "@/server/batches/schema";
import { describeParts } from "./describe-model";

const refetchInterval = 1_000;

/** Said below a source that waits for its model: nothing of it is heard before that is here. Null where it does not. */
export function ModelFetchNote({ source }: { source: SourceView }) {
  const trpc = useTrpc();
  const live = useStepProgress(source.batchId, source.sourceIndex);
  const step = source.steps.find(({ taskType }) => taskType === "transcribe");
  const progress = live?.taskType === "transcribe" ? live.progress : (step?.progress ?? 0);
  // Once something was heard the model is there.
  const mayWait = progress === 0 && step?.status === "running";
  const list = useQuery(trpc.models.list.queryOptions(undefined, { enabled: mayWait, refetchInterval }));
  if (!mayWait) return null;
  const model = list.data?.models.find(({ id }) => id === source.engine);
  const fetching = model?.places.find(({ state }) => state === "fetching");
  if (!model || !fetching) return null;
  return (
    <p className="mt-1 text-muted text-xs tabular-nums">
      Fetching {model.name}, {describeParts(fetching.bytes, fetching.totalBytes || model.sizeBytes)}
    </p>
  );
}
