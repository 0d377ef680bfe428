"use client";

import { useQuery } from "@tanstack/react-query";
import { When } from "@/app/_format/when";
import { useTrpc } from "@/app/_trpc/client";
import { Button } from "@/app/_ui/button";
import { countLines, type Replacing } from "./use-replace";

/** The last replacements, each with its way back. */
export function ReplaceHistory({ replacing }: { replacing: Replacing }) {
  const trpc = useTrpc();
  const replacements = useQuery(trpc.transcripts.replacements.queryOptions()).data?.replacements ?? [];
  if (replacements.length === 0) return null;
  return (
    <section aria-labelledby="replaced" className="mt-8">
      <h2 id="replaced" className="mb-2 font-medium">
        Replaced before
      </h2>
      <ul
        aria-labelledby="replaced"
        className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-surface"
      >
        {replacements.map(({ id, text, replacement, lineCount, documentCount, createdAt, undoneAt }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2">
            <span className="min-w-0 flex-1 basis-56 break-words">
              <del className="text-muted">
                <bdi>{text}</bdi>
              </del>{" "}
              <bdi>{replacement}</bdi>
            </span>
            <span className="text-muted text-xs tabular-nums">
              {countLines(lineCount)} of{" "}
              {documentCount === 1 ? "1 transcript" : `${documentCount} transcripts`}, <When at={createdAt} />
            </span>
            {undoneAt ? (
              <span className="text-muted text-xs">Taken back</span>
            ) : (
              <Button size="sm" disabled={replacing.isBusy} onClick={() => void replacing.undo(id)}>
                Undo
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
