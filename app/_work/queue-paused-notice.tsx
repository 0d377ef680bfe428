"use client";

import { useQuery } from "@tanstack/react-query";
import { Play } from "lucide-react";
import { useLiveInterval } from "@/app/_live/use-live";
import { useTrpc } from "@/app/_trpc/client";
import { Button } from "@/app/_ui/button";
import { Notice } from "@/app/_ui/notice";
import { useWorkActions } from "./use-work-actions";

/** Why nothing starts, wherever somebody waits for it to. Nothing while the queue runs. */
export function QueuePausedNotice() {
  const trpc = useTrpc();
  const refetchInterval = useLiveInterval();
  const queue = useQuery(trpc.queue.get.queryOptions(undefined, { refetchInterval }));
  const { resumeQueue } = useWorkActions();
  if (!queue.data?.paused) return null;
  return (
    <div role="status" className="mb-4">
      <Notice
        tone="warn"
        action={
          <Button size="sm" disabled={resumeQueue.isPending} onClick={() => resumeQueue.mutate()}>
            <Play aria-hidden />
            Resume the queue
          </Button>
        }
      >
        The whole queue is paused. Nothing new starts until you resume it.
      </Notice>
    </div>
  );
}
