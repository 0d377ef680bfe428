"use client";

import { SearchX } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { QueryNotice } from "@/app/_trpc/query-notice";
import { Button } from "@/app/_ui/button";
import { EmptyState } from "@/app/_ui/empty-state";
import { PageHead } from "@/app/_ui/page-head";
import { Sheet } from "@/app/_ui/sheet";
import { Skeleton } from "@/app/_ui/skeleton";
import { replaceLimits } from "@/server/transcripts/replace-schema";
import { PreviewList } from "./preview-list";
import { ReplaceForm } from "./replace-form";
import { ReplaceHistory } from "./replace-history";
import { TermOffer } from "./term-offer";
import { hitKey, useReplace } from "./use-replace";

/** Find and replace in all transcripts: what is found is shown first, and only what is shown is changed. */
export function ReplaceView() {
  const replacing = useReplace();
  const { wish, preview, lines, leftOut, isBusy, done } = replacing;
  const [replacement, setReplacement] = useState("");
  const places = lines.flatMap((line) => line.hits.map((_, at) => hitKey(line, at)));
  const count = places.filter((key) => !leftOut.has(key)).length;
  const isFull = lines.length >= replaceLimits.lines;
  return (
    <Sheet className="max-w-5xl">
      <PageHead
        title="Replace"
        note="In all transcripts at once. You see every place first, and can take everything back."
      >
        <Link href="/transcripts" className="text-accent underline">
          Back to the transcripts
        </Link>
      </PageHead>
      <ReplaceForm
        replacement={replacement}
        onReplacement={setReplacement}
        isBusy={isBusy}
        onLook={replacing.look}
      />
      {done && <TermOffer done={done} replacing={replacing} />}
      {wish && (
        <div className="mt-4" aria-busy={preview.isFetching}>
          <QueryNotice query={preview} className="mb-3" />
          {preview.isPending && <Skeleton rows={3} />}
          {preview.isSuccess && lines.length === 0 && (
            <EmptyState icon={<SearchX />} title={`Nothing has “${wish.text}”`}>
              {wish.wholeWord
                ? "It stands nowhere as a whole word. Take “Whole words” away to find it inside of others too."
                : "It stands in no transcript, nor inside of a word."}
            </EmptyState>
          )}
          {lines.length > 0 && (
            <>
              <div className="mb-2 flex flex-wrap items-center gap-2">
                <p role="status" className="min-w-0 flex-1 tabular-nums">
                  {count.toLocaleString("en")} of {places.length.toLocaleString("en")}{" "}
                  {places.length === 1 ? "place" : "places"} chosen
                  {preview.hasNextPage && ", and there are more"}
                </p>
                {preview.hasNextPage && !isFull && (
                  <Button
                    size="sm"
                    disabled={preview.isFetchingNextPage}
                    onClick={() => void preview.fetchNextPage()}
                  >
                    {preview.isFetchingNextPage ? "Loading…" : "Show more"}
                  </Button>
                )}
                <Button
                  look="primary"
                  size="sm"
                  disabled={isBusy || count === 0 || preview.isFetching}
                  onClick={() => void replacing.replace(replacement)}
                >
                  {isBusy ? "Replacing…" : `Replace ${count.toLocaleString("en")}`}
                </Button>
              </div>
              <PreviewList replacing={replacing} replacement={replacement} />
            </>
          )}
        </div>
      )}
      <ReplaceHistory replacing={replacing} />
    </Sheet>
  );
}
