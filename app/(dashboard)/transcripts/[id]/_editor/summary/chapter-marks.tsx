"use client";

import { useQuery } from "@tanstack/react-query";
import { useTrpc } from "@/app/_trpc/client";
import { useEditor } from "../editor-context";

/** Where chapters begin, on a bar of the whole recording. The panel lists them in words. */
export function ChapterMarks({ durationMs }: { durationMs: number }) {
  const { documentId } = useEditor();
  const trpc = useTrpc();
  const { data } = useQuery(
    trpc.summaries.get.queryOptions({ documentId, summaryId: null }, { staleTime: 60_000 }),
  );
  if (durationMs <= 0) return null;
  return (
    <div aria-hidden="true" className="pointer-events-none absolute inset-0 overflow-hidden">
      {data?.summary?.chapters.slice(1).map(({ firstWord, startMs }) => (
        <span
          key={firstWord}
          className="absolute inset-y-0 w-px bg-ink/50"
          style={{ left: `${Math.min(100, (100 * startMs) / durationMs).toFixed(2)}%` }}
        />
      ))}
    </div>
  );
}
