import Link from "next/link";
import { formatClock } from "@/app/_format/format-clock";
import { When } from "@/app/_format/when";
import { QueryNotice } from "@/app/_trpc/query-notice";
import { Button } from "@/app/_ui/button";
import type { DocumentMatches, SearchMatch } from "@/server/search/schema";
import type { ListPlace } from "./list-place";
import type { SpokenSearch } from "./use-spoken-matches";

interface SpokenMatchesProps {
  spoken: SpokenSearch;
  place: ListPlace;
  go: (change: Partial<ListPlace>) => void;
  /** Something else on the page says already that the server does not answer. */
  isFailureTold: boolean;
}

/** Where the words were spoken, transcript by transcript; each line leads to its second and plays from there. */
export function SpokenMatches({ spoken, place, go, isFailureTold }: SpokenMatchesProps) {
  const { query, documents, respelled, sentence, isAsked } = spoken;
  if (!isAsked) return null;
  const words = [...new Set(respelled.flatMap(({ found }) => found))].slice(0, 8);
  return (
    <>
      {!isFailureTold && <QueryNotice query={query} className="mt-4" />}
      {sentence && <p className="mt-4 text-muted">{sentence}</p>}
      {documents.length > 0 && (
        <section aria-labelledby="spoken" aria-busy={query.isPlaceholderData} className="mt-6">
          <div className="mb-2 flex flex-wrap items-baseline justify-between gap-x-4">
            <h2 id="spoken" className="font-medium">
              Spoken
            </h2>
            <label className="flex items-center gap-2 text-muted text-xs">
              Order
              <select
                value={place.order}
                onChange={(event) =>
                  go({ order: event.currentTarget.value === "newest" ? "newest" : "best" })
                }
                className="h-7 rounded-md border border-line bg-surface px-1.5 text-ink hover:border-line-strong"
              >
                <option value="best">Best first</option>
                <option value="newest">Newest first</option>
              </select>
            </label>
          </div>
          {words.length > 0 && (
            <p className="mb-2 text-muted">
              Nobody said it quite so. Shown is what is spelled nearly like it:{" "}
              <bdi className="text-ink">{words.join(", ")}</bdi>.
            </p>
          )}
          <ul
            aria-labelledby="spoken"
            className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-surface"
          >
            {documents.map((document) => (
              <DocumentMatchRow key={document.documentId} document={document} />
            ))}
          </ul>
        </section>
      )}
      {query.hasNextPage && documents.length > 0 && (
        <div className="mt-4 flex justify-center">
          <Button disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {query.isFetchingNextPage ? "Loading…" : "Show more"}
          </Button>
        </div>
      )}
    </>
  );
}

function DocumentMatchRow({ document }: { document: DocumentMatches }) {
  const { documentId, title, createdAt, matches, count, isMore } = document;
  const lines = `${isMore ? "more than " : ""}${count.toLocaleString("en")} ${count === 1 ? "line" : "lines"}`;
  return (
    <li className="py-1.5">
      <p className="flex flex-wrap items-baseline gap-x-3 px-3 py-0.5">
        <Link
          href={`/transcripts/${documentId}`}
          prefetch={false}
          className="min-w-0 truncate rounded font-medium hover:text-accent hover:underline"
        >
          {title || "Untitled"}
        </Link>
        <span className="text-muted text-xs tabular-nums">{lines}</span>
        <span className="ml-auto text-muted text-xs tabular-nums">
          <When at={createdAt} />
        </span>
      </p>
      {matches.map((match) => (
        <LineLink key={match.segmentId} match={match} />
      ))}
    </li>
  );
}

function LineLink({ match: { documentId, segmentId, startMs, speaker, pieces } }: { match: SearchMatch }) {
  return (
    <Link
      href={`/transcripts/${documentId}?line=${segmentId}&play=1`}
      prefetch={false}
      data-row
      className="flex items-baseline gap-x-3 px-3 py-1 outline-offset-[-2px] hover:bg-sunken/60"
    >
      <span className="w-12 shrink-0 text-right text-muted text-xs tabular-nums">{formatClock(startMs)}</span>
      <span dir="auto" className="min-w-0 flex-1 break-words">
        {speaker && <bdi className="mr-1.5 text-muted text-xs">{speaker}</bdi>}
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
    </Link>
  );
}
