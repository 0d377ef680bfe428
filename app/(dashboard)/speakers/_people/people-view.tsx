"use client";

import { useQuery } from "@tanstack/react-query";
import { UsersRound } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { useTrpc } from "@/app/_trpc/client";
import { QueryNotice } from "@/app/_trpc/query-notice";
import { Button } from "@/app/_ui/button";
import { EmptyState } from "@/app/_ui/empty-state";
import { PageHead } from "@/app/_ui/page-head";
import { Sheet } from "@/app/_ui/sheet";
import { Skeleton } from "@/app/_ui/skeleton";
import { AddPerson } from "./add-person";
import { PersonRow } from "./person-row";
import { SampleJobs } from "./sample-jobs";
import { UnknownRow } from "./unknown-row";
import { usePeopleActions } from "./use-people";

/** While a sample is heard. */
const listeningMs = 1_000;

/** Who is known by voice, who is heard again and again without a name, and whether voices are recognised at all. */
export function PeopleView() {
  const trpc = useTrpc();
  const people = useQuery(
    trpc.speakers.list.queryOptions(undefined, {
      staleTime: 0,
      refetchInterval: ({ state }) =>
        state.data?.sampleJobs.some((job) => job.state === "waiting") ? listeningMs : false,
    }),
  );
  const actions = usePeopleActions();
  const { profiles = [], unknown = [], sampleJobs = [], isRecognising } = people.data ?? {};
  return (
    <Sheet className="max-w-4xl">
      <PageHead
        title="People"
        note="Whoever you name in a transcript and let Trax remember is recognised in new recordings. Voices are kept in Trax’s own database alone."
      >
        {isRecognising !== undefined && <AddPerson isRecognising={isRecognising} />}
        {isRecognising !== undefined && (
          <label className="flex items-center gap-2">
            <input
              type="checkbox"
              className="size-4 accent-accent"
              checked={isRecognising}
              disabled={actions.setRecognition.isPending}
              onChange={(event) =>
                actions.setRecognition.mutate({ isRecognising: event.currentTarget.checked })
              }
            />
            Recognise voices
          </label>
        )}
      </PageHead>
      <QueryNotice query={people} className="mb-4" />
      {people.isPending && <Skeleton rows={4} />}
      {isRecognising === false && (
        <p className="mb-4 text-muted">
          Voices are not recognised: speakers of new transcripts stay “Speaker 1”, “Speaker 2”, … until you
          name them. What is kept of the people below stays until you delete it.
        </p>
      )}
      <SampleJobs jobs={sampleJobs} remove={actions.removeSample} />
      {people.data && profiles.length === 0 && (
        <EmptyState
          icon={<UsersRound />}
          title="Nobody is known by voice yet"
          action={
            <Button asChild>
              <Link href="/transcripts">Go to the transcripts</Link>
            </Button>
          }
        >
          Open a transcript, let Trax find its speakers, name one in the Speakers panel and choose “Remember
          this voice”. Or add a person with a sample of the voice.
        </EmptyState>
      )}
      {profiles.length > 0 && (
        <PeopleList title="Known by name">
          {profiles.map((person) => (
            <PersonRow key={person.id} person={person} actions={actions} />
          ))}
        </PeopleList>
      )}
      {unknown.length > 0 && (
        <PeopleList title="Heard, but not named">
          {unknown.map((voice, index) => (
            <UnknownRow
              key={voice.members.map(({ speakerId }) => speakerId).join()}
              voice={voice}
              number={index + 1}
              actions={actions}
            />
          ))}
        </PeopleList>
      )}
    </Sheet>
  );
}

function PeopleList({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="mt-6 rounded-xl border border-line bg-surface first:mt-0">
      <h2 className="rounded-t-xl border-line border-b bg-sunken/50 px-3 py-1.5 font-semibold text-xs">
        {title}
      </h2>
      <ul className="divide-y divide-line">{children}</ul>
    </section>
  );
}
