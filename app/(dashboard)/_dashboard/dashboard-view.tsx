"use client";

import { useQuery } from "@tanstack/react-query";
import { useState, useSyncExternalStore } from "react";
import { useLive, useLiveInterval } from "@/app/_live/use-live";
import { BellToggle } from "@/app/_notify/bell-toggle";
import { useTrpc } from "@/app/_trpc/client";
import { QueryNotice } from "@/app/_trpc/query-notice";
import { cn } from "@/app/_ui/cn";
import { Sheet } from "@/app/_ui/sheet";
import { Skeleton } from "@/app/_ui/skeleton";
import { CheckNote } from "@/app/_uploads/check-note";
import { RepeatsDialog } from "@/app/_uploads/repeats-dialog";
import { useSubmit } from "@/app/_uploads/use-submit";
import { EngineChoice } from "@/app/_work/engine-choice";
import { isBatchEnded } from "@/core/status/derive-batch-status";
import type { EngineId } from "@/server/batches/schema";
import { BatchCard } from "./batch-card";
import { DropZone } from "./drop-zone";
import { EarlierBatches } from "./earlier-batches";
import { limitsStore } from "./limits-store";
import { MoreOptions } from "./more-options";
import { RecentTranscripts } from "./recent-transcripts";
import { Welcome } from "./welcome";

export function DashboardView() {
  const trpc = useTrpc();
  useLive({ everything: true });
  const refetchInterval = useLiveInterval();
  const batches = useQuery(trpc.batches.list.queryOptions({}, { refetchInterval }));
  const transcripts = useQuery(trpc.transcripts.list.queryOptions({ limit: 8 }, { refetchInterval }));
  const [engine, setEngine] = useState<EngineId | undefined>();
  const limits = useSyncExternalStore(
    limitsStore.subscribe,
    limitsStore.getSnapshot,
    limitsStore.getServerSnapshot,
  );
  const { submit, isPending, check, skipCheck, question } = useSubmit();

  const all = batches.data?.batches ?? [];
  const shown = useShownBatches(all.filter(({ status }) => !isBatchEnded(status)).map(({ id }) => id));
  const now = all.filter(({ id }) => shown.has(id));
  const earlier = all.filter(({ id }) => !shown.has(id));
  const documents = transcripts.data?.documents ?? [];
  const isNew = batches.isSuccess && transcripts.isSuccess && all.length === 0 && documents.length === 0;

  return (
    <Sheet>
      <h1 className="sr-only">Dashboard</h1>
      <DropZone isBusy={isPending} isCompact={!isNew} onFiles={(files) => submit(files, { engine, limits })}>
        <EngineChoice value={engine} onChange={setEngine} />
        <MoreOptions limits={limits} />
      </DropZone>
      {check && <CheckNote progress={check} onSkip={skipCheck} />}
      {question && (
        <RepeatsDialog
          repeats={question.repeats}
          totalFiles={question.totalFiles}
          onAnswer={question.answer}
        />
      )}
      <QueryNotice query={batches} className="mt-4" />
      {isNew && <Welcome />}
      {now.length > 0 && (
        <section aria-labelledby="now" className="mt-8">
          <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
            <h2 id="now" className="font-semibold">
              {now.some(({ status }) => !isBatchEnded(status)) ? "In progress" : "Just finished"}
            </h2>
            <BellToggle />
          </div>
          <div className="flex flex-col gap-4">
            {now.map((batch) => (
              <BatchCard key={batch.id} batch={batch} />
            ))}
          </div>
        </section>
      )}
      {transcripts.isPending && <Skeleton rows={4} className="mt-8" />}
      <div
        className={cn(
          "mt-8 grid grid-cols-1 items-start gap-8",
          earlier.length > 0 && "lg:grid-cols-[minmax(0,1fr)_20rem]",
        )}
      >
        {documents.length > 0 && <RecentTranscripts documents={documents} />}
        {earlier.length > 0 && <EarlierBatches batches={earlier.slice(0, 6)} />}
      </div>
    </Sheet>
  );
}

/** What was at work stays where it is when it ends, until the reader goes elsewhere. */
function useShownBatches(activeIds: string[]): ReadonlySet<string> {
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set(activeIds));
  const fresh = activeIds.filter((id) => !seen.has(id));
  if (fresh.length === 0) return seen;
  const next = new Set([...seen, ...fresh]);
  setSeen(next);
  return next;
}
