"use client";

import { useQuery } from "@tanstack/react-query";
import { useState, useSyncExternalStore } from "react";
import { LanguageChoice } from "@/app/_languages/language-choice";
import { ChooseDialog } from "@/app/_links/choose-dialog";
import { LinkField } from "@/app/_links/link-field";
import { usePagePaste } from "@/app/_links/use-page-paste";
import { useSubmitLinks } from "@/app/_links/use-submit-links";
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
import { useUnfinished } from "@/app/_uploads/use-unfinished";
import { EngineChoice } from "@/app/_work/engine-choice";
import { useEngine } from "@/app/_work/use-engine";
import { isBatchEnded } from "@/core/status/derive-batch-status";
import { BatchCard } from "./batch-card";
import { DropZone } from "./drop-zone";
import { EarlierBatches } from "./earlier-batches";
import { LanguageNotice } from "./language-notice";
import { limitsStore } from "./limits-store";
import { MoreOptions } from "./more-options";
import { RecentTranscripts } from "./recent-transcripts";
import { settingsStore } from "./settings-store";
import { UnfinishedUploads } from "./unfinished-uploads";
import { Welcome } from "./welcome";

export function DashboardView() {
  const trpc = useTrpc();
  useLive({ everything: true });
  const refetchInterval = useLiveInterval();
  const batches = useQuery(trpc.batches.list.queryOptions({}, { refetchInterval }));
  const transcripts = useQuery(trpc.transcripts.list.queryOptions({ limit: 8 }, { refetchInterval }));
  const [name, setName] = useState("");
  const settings = useSyncExternalStore(
    settingsStore.subscribe,
    settingsStore.getSnapshot,
    settingsStore.getServerSnapshot,
  );
  const limits = useSyncExternalStore(
    limitsStore.subscribe,
    limitsStore.getSnapshot,
    limitsStore.getServerSnapshot,
  );
  const { chosen: engine } = useEngine(settings.engine);
  const { submit, isPending, check, skipCheck, question } = useSubmit();
  const links = useSubmitLinks({ settings, limits, name: name.trim() || undefined }, () => setName(""));
  usePagePaste((text) => void links.submit(text));

  const unfinished = useUnfinished();

  const all = batches.data?.batches ?? [];
  const shown = useShownBatches(all.filter(({ status }) => !isBatchEnded(status)).map(({ id }) => id));
  const now = all.filter(({ id }) => shown.has(id));
  const earlier = all.filter(({ id }) => !shown.has(id));
  const documents = transcripts.data?.documents ?? [];
  const isNew = batches.isSuccess && transcripts.isSuccess && all.length === 0 && documents.length === 0;

  return (
    <Sheet>
      <h1 className="sr-only">Dashboard</h1>
      <DropZone
        isBusy={isPending}
        isCompact={!isNew}
        sendsTo={engine?.sendsTo ?? null}
        onFiles={(files) => {
          const wishes = { settings, limits, name: name.trim() || undefined };
          void unfinished.take(files).then((rest) => {
            submit(rest, wishes);
            // The next batch is another one.
            if (rest.length > 0) setName("");
          });
        }}
      >
        <LanguageChoice
          value={settings.language}
          onChange={(language) => settingsStore.update({ ...settings, language })}
        />
        <EngineChoice
          value={settings.engine}
          language={settings.language}
          onChange={(engine) => settingsStore.update({ ...settings, engine })}
        />
        <MoreOptions settings={settings} limits={limits} name={name} onName={setName} />
      </DropZone>
      <LanguageNotice />
      <LinkField links={links} />
      {links.looking && (
        <ChooseDialog
          links={links.looking.links}
          others={links.looking.others}
          onAnswer={links.looking.answer}
        />
      )}
      {links.question && (
        <RepeatsDialog
          repeats={links.question.repeats}
          totalFiles={links.question.total}
          noun="link"
          onAnswer={links.question.answer}
        />
      )}
      {check && <CheckNote progress={check} onSkip={skipCheck} />}
      {question && (
        <RepeatsDialog
          repeats={question.repeats}
          totalFiles={question.totalFiles}
          onAnswer={question.answer}
        />
      )}
      <UnfinishedUploads unfinished={unfinished} />
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
