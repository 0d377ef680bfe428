"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTrpc } from "@/app/_trpc/client";
import { QueryNotice } from "@/app/_trpc/query-notice";
import { FeedRow } from "./feed-row";

/** Podcasts that are followed. */
export function FeedsSection() {
  const trpc = useTrpc();
  const feeds = useQuery(trpc.feeds.list.queryOptions(undefined, { refetchInterval: 10_000 }));
  const followed = feeds.data?.feeds ?? [];
  return (
    <section
      id="podcasts"
      aria-label="Podcasts you follow"
      className="rounded-xl border border-line bg-surface"
    >
      <h2 className="rounded-t-xl border-line border-b bg-sunken/50 px-3 py-1.5 font-semibold text-xs">
        Podcasts you follow
      </h2>
      <div className="p-3">
        <p className="text-pretty text-muted text-xs">
          New episodes are transcribed as they come; every feed is looked at about once an hour. To follow
          one, paste its link on the{" "}
          <Link href="/" className="text-accent underline">
            dashboard
          </Link>
          .
        </p>
        <QueryNotice query={feeds} className="mt-3" />
        {feeds.isSuccess && followed.length === 0 && <p className="mt-2">You follow none yet.</p>}
        {followed.length > 0 && (
          <ul className="mt-2 divide-y divide-line">
            {followed.map((feed) => (
              <FeedRow key={feed.id} feed={feed} />
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}
