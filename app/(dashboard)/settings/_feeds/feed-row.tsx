"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { When } from "@/app/_format/when";
import { useTrpc } from "@/app/_trpc/client";
import { describeError } from "@/app/_trpc/describe-error";
import { Button } from "@/app/_ui/button";
import { Confirm } from "@/app/_ui/confirm";
import { showToast } from "@/app/_ui/toast-store";
import type { FeedView } from "@/server/feeds/schema";

/** One podcast: when it was looked at, what went wrong, and how to stop. */
export function FeedRow({ feed }: { feed: FeedView }) {
  const trpc = useTrpc();
  const queryClient = useQueryClient();
  const options = {
    onSettled: () => queryClient.invalidateQueries(trpc.feeds.pathFilter()),
    onError: (error: unknown) => showToast({ text: describeError(error), tone: "danger" }),
  };
  const unfollow = useMutation(trpc.feeds.unfollow.mutationOptions(options));
  const checkNow = useMutation(trpc.feeds.checkNow.mutationOptions(options));
  const name = feed.title || feed.url;
  return (
    <li aria-label={name} className="flex flex-wrap items-start gap-x-3 gap-y-2 py-2.5">
      <div className="min-w-0 flex-1 basis-56">
        <p className="truncate font-medium" title={name}>
          {name}
        </p>
        <p className="truncate text-muted text-xs" title={feed.url}>
          {feed.url}
        </p>
        <p className="text-muted text-xs tabular-nums">
          {feed.lastCheckedAt ? (
            <>
              Last look: <When at={feed.lastCheckedAt} />
            </>
          ) : (
            "Not looked at yet"
          )}
          {`, ${feed.taken === 1 ? "1 episode" : `${feed.taken} episodes`} taken. Next look: `}
          <When at={feed.nextCheckAt} />
        </p>
        {feed.error && <p className="mt-1 text-pretty text-danger text-xs">{feed.error.sentence}</p>}
      </div>
      <div className="flex flex-wrap gap-2">
        <Button
          size="sm"
          disabled={checkNow.isPending}
          aria-label={`Look at ${name} now`}
          onClick={() =>
            checkNow.mutate(
              { feedId: feed.id },
              { onSuccess: () => showToast({ text: "A worker looks in a moment." }) },
            )
          }
        >
          Look now
        </Button>
        <Confirm
          title={`Stop following ${name}?`}
          text="New episodes are not transcribed any more. The transcripts that there are stay."
          action="Stop following"
          onConfirm={() => unfollow.mutate({ feedId: feed.id })}
        >
          <Button size="sm" disabled={unfollow.isPending} aria-label={`Stop following ${name}`}>
            Stop following
          </Button>
        </Confirm>
      </div>
    </li>
  );
}
