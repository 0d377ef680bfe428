"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Equal, RotateCcw } from "lucide-react";
import { useState } from "react";
import { formatClock } from "@/app/_format/format-clock";
import { useTrpc } from "@/app/_trpc/client";
import { QueryNotice } from "@/app/_trpc/query-notice";
import { Button } from "@/app/_ui/button";
import { Confirm } from "@/app/_ui/confirm";
import { EmptyState } from "@/app/_ui/empty-state";
import { Skeleton } from "@/app/_ui/skeleton";
import type { VersionComparison } from "@/server/transcripts/version-schema";
import type { VersionChoice } from "./list-choices";
import { useVersionActions } from "./use-version-actions";

interface ComparisonProps {
  documentId: string;
  left: VersionChoice;
  right: VersionChoice;
}

const hunksAPage = 100;

/** Two texts in one: what went is struck out, what came is underlined. */
export function Comparison({ documentId, left, right }: ComparisonProps) {
  const trpc = useTrpc();
  const [limit, setLimit] = useState(hunksAPage);
  const { restore } = useVersionActions(documentId);
  const comparison = useQuery(
    trpc.transcripts.compare.queryOptions(
      { documentId, left: left.ref, right: right.ref, limit },
      { placeholderData: keepPreviousData },
    ),
  );
  const { data } = comparison;
  const earlier = [left, right].filter(({ ref }) => ref.kind !== "now");
  return (
    <>
      <QueryNotice query={comparison} />
      {comparison.isPending && <Skeleton rows={5} />}
      {data && (
        <>
          <div className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-2">
            <p role="status" className="text-muted text-xs tabular-nums">
              {describeCounts(data)}
            </p>
            <span className="ml-auto flex flex-wrap gap-2">
              {earlier.map((choice) => (
                <Confirm
                  key={choice.key}
                  title={`Go back to ${choice.name}?`}
                  text="The text becomes what it was then. Nothing is lost: this can be taken back in the list of changes."
                  action="Go back"
                  onConfirm={() => restore(choice.ref)}
                >
                  <Button size="sm">
                    <RotateCcw aria-hidden />
                    <span className="max-w-40 truncate">Restore {choice.name}</span>
                  </Button>
                </Confirm>
              ))}
            </span>
          </div>
          {data.hunkCount === 0 ? (
            <EmptyState icon={<Equal />} title="The same, word for word">
              These two texts do not differ.
            </EmptyState>
          ) : (
            <ol className="flex flex-col gap-2">
              {data.hunks.map((hunk, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: hunks have no other name than their place
                <Hunk key={index} hunk={hunk} />
              ))}
            </ol>
          )}
          {data.hunkCount > data.hunks.length && limit < 500 && (
            <Button className="mt-3" onClick={() => setLimit(Math.min(500, limit + hunksAPage))}>
              Show more of {data.hunkCount} differences
            </Button>
          )}
        </>
      )}
    </>
  );
}

function Hunk({ hunk }: { hunk: VersionComparison["hunks"][number] }) {
  return (
    <li className="rounded-lg border border-line bg-surface px-3 py-2">
      <p className="mb-0.5 text-muted text-xs tabular-nums">
        {hunk.startMs === null ? "Somewhere in the text" : formatClock(hunk.startMs)}
      </p>
      <p dir="auto" className="break-words leading-6">
        {hunk.parts.map((part, index) => {
          const more = part.leftOut > 0 ? ` … and ${part.leftOut} more words` : "";
          const key = `${index}-${part.op}`;
          if (part.op === "same") return <span key={key}>{`${part.text}${more} `}</span>;
          return part.op === "removed" ? (
            <span key={key}>
              <del className="rounded bg-danger-soft px-0.5 text-danger">
                {part.text}
                {more}
              </del>{" "}
            </span>
          ) : (
            <span key={key}>
              <ins className="rounded bg-accent-soft px-0.5 text-accent underline decoration-2 underline-offset-2">
                {part.text}
                {more}
              </ins>{" "}
            </span>
          );
        })}
      </p>
    </li>
  );
}

function describeCounts({ same, removed, added, hunkCount }: VersionComparison): string {
  const words = (count: number) => `${count.toLocaleString("en")} ${count === 1 ? "word" : "words"}`;
  const places = `${hunkCount.toLocaleString("en")} ${hunkCount === 1 ? "place" : "places"}`;
  return `${words(same)} the same; ${words(removed)} went and ${words(added)} came, in ${places}.`;
}
