import Link from "next/link";
import { formatClock } from "@/app/_format/format-clock";
import { QueryNotice } from "@/app/_trpc/query-notice";
import { Button } from "@/app/_ui/button";
import type { SearchMatch } from "@/server/search/schema";
import type { SpokenSearch } from "./use-spoken-matches";

interface SpokenMatchesProps {
  spoken: SpokenSearch;
  /** Something else on the page says already that the server does not answer. */
  isFailureTold: boolean;
}

/** Where the words were spoken; each leads to its line. */
export function SpokenMatches({ spoken, isFailureTold }: SpokenMatchesProps) {
  const { query, matches, isAsked } = spoken;
  if (!isAsked) return null;
  return (
    <>
      {!isFailureTold && <QueryNotice query={query} className="mt-4" />}
      {matches.length > 0 && (
        <section aria-labelledby="spoken" aria-busy={query.isPlaceholderData} className="mt-6">
          <h2 id="spoken" className="mb-2 font-medium">
            Spoken
          </h2>
          <ul
            aria-labelledby="spoken"
            className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-surface"
          >
            {matches.map((match) => (
              <MatchRow key={match.segmentId} match={match} />
            ))}
          </ul>
        </section>
      )}
      {query.hasNextPage && matches.length > 0 && (
        <div className="mt-4 flex justify-center">
          <Button disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {query.isFetchingNextPage ? "Loading…" : "Show more lines"}
          </Button>
        </div>
      )}
    </>
  );
}

function MatchRow({ match: { documentId, segmentId, title, startMs, pieces } }: { match: SearchMatch }) {
  return (
    <li>
      <Link
        href={`/transcripts/${documentId}?line=${segmentId}`}
        className="flex flex-wrap items-baseline gap-x-3 px-3 py-2 outline-offset-[-2px] hover:bg-sunken/60"
      >
        <span className="w-12 shrink-0 text-right text-muted text-xs tabular-nums">
          {formatClock(startMs)}
        </span>
        <span dir="auto" className="min-w-0 flex-1 basis-40 break-words">
          {pieces.map(({ text, isHit }, index) =>
            isHit ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: pieces have nothing else and never move
              <mark key={index} className="rounded-sm bg-mark text-ink">
                {text}
              </mark>
            ) : (
              text
            ),
          )}
        </span>
        <span className="max-w-56 truncate text-muted text-xs">{title}</span>
      </Link>
    </li>
  );
}
