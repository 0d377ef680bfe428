"use client";

import { useQuery } from "@tanstack/react-query";
import { ListChecks, SearchX } from "lucide-react";
import Link from "next/link";
import { useLive, useLiveInterval } from "@/app/_live/use-live";
import { useTrpc } from "@/app/_trpc/client";
import { QueryNotice } from "@/app/_trpc/query-notice";
import { Button } from "@/app/_ui/button";
import { EmptyState } from "@/app/_ui/empty-state";
import { PageHead } from "@/app/_ui/page-head";
import { Sheet } from "@/app/_ui/sheet";
import { describeTimeLeft } from "@/app/_work/describe-time-left";
import { WorkList } from "@/app/_work/list/work-list";
import { PauseMenu } from "@/app/_work/pause-menu";
import { QueuePausedNotice } from "@/app/_work/queue-paused-notice";
import { useWorkActions } from "@/app/_work/use-work-actions";
import type { QueueView as QueueFacts } from "@/server/queue/schema";
import { QueueChoices } from "./queue-choices";

export function QueueView() {
  const trpc = useTrpc();
  useLive({ everything: true });
  const refetchInterval = useLiveInterval();
  const queue = useQuery(trpc.queue.get.queryOptions(undefined, { refetchInterval }));
  const { pauseQueue } = useWorkActions();
  return (
    <Sheet>
      <PageHead title="Queue" note={queue.data ? describeQueue(queue.data) : " "}>
        <Button asChild look="quiet">
          <Link href="/batches">All batches</Link>
        </Button>
        {queue.data && !queue.data.paused && (
          <PauseMenu
            label="Pause the queue"
            disabled={pauseQueue.isPending}
            onPause={(stopRunning) => pauseQueue.mutate({ stopRunning })}
          />
        )}
      </PageHead>
      <QueryNotice query={queue} className="mb-3" />
      <QueuePausedNotice />
      <WorkList
        filterExtras={<QueueChoices />}
        empty={
          <EmptyState
            icon={<ListChecks />}
            title="Nothing to do"
            action={
              <Button asChild look="primary">
                <Link href="/">Add a recording</Link>
              </Button>
            }
          >
            What you add waits here for its turn, and stays for a week after it is done.
          </EmptyState>
        }
        nothingFound={
          <EmptyState
            icon={<SearchX />}
            title="No file is like that"
            action={
              <Button asChild>
                <Link href="/queue">Show all</Link>
              </Button>
            }
          >
            Choose another group or batch, or clear the filter.
          </EmptyState>
        }
      />
    </Sheet>
  );
}

function describeQueue({ counts, pace }: QueueFacts): string {
  const name = (count: number, what: string) => `${count.toLocaleString("en-GB")} ${what}`;
  const parts = [
    counts.working > 0 && name(counts.working, "working"),
    counts.waiting > 0 && name(counts.waiting, "waiting"),
    counts.paused > 0 && name(counts.paused, "paused"),
    pace && describeTimeLeft(pace),
  ].filter(Boolean);
  if (parts.length > 0) return parts.join(", ");
  if (counts.failed > 0) return `Nothing waits. ${name(counts.failed, "failed or cancelled")}.`;
  return counts.done > 0 ? "Everything is done." : "Nothing waits.";
}
