"use client";

import { type FormEvent, useState } from "react";
import { formatDuration } from "@/app/_format/format-duration";
import { Button } from "@/app/_ui/button";
import type { UnknownVoiceView } from "@/server/speakers/schema";
import type { usePeopleActions } from "./use-people";
import { HeardIn, VoiceSamples } from "./voice-samples";

interface UnknownRowProps {
  voice: UnknownVoiceView;
  /** From 1. */
  number: number;
  actions: ReturnType<typeof usePeopleActions>;
}

/** Somebody without a name, who can be given one in all transcripts at once. */
export function UnknownRow({ voice, number, actions }: UnknownRowProps) {
  const [name, setName] = useState("");
  const { nameUnknown } = actions;
  const { members, documents, talkMs, samples } = voice;
  const title = `Unknown voice ${number}`;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (name.trim() === "") return;
    nameUnknown.mutate({ members, name: name.trim() }, { onSuccess: () => setName("") });
  }

  return (
    <li aria-label={title} className="px-3 py-3">
      <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
        <div className="min-w-0 flex-1 basis-56">
          <p className="font-medium">{title}</p>
          <p className="text-muted text-xs tabular-nums">
            {formatDuration(talkMs / 1_000)} in{" "}
            {documents.length === 1 ? "1 transcript" : `${documents.length} transcripts`}
          </p>
        </div>
        <form onSubmit={submit} className="flex min-w-0 gap-1.5">
          <input
            aria-label={`Name of ${title.toLowerCase()}`}
            placeholder="Who is it?"
            dir="auto"
            maxLength={200}
            autoComplete="off"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            className="h-8 w-40 min-w-0 rounded-md border border-line-strong bg-surface px-2 placeholder:text-muted"
          />
          <Button type="submit" disabled={nameUnknown.isPending || name.trim() === ""}>
            Name
          </Button>
        </form>
      </div>
      <VoiceSamples name={title} samples={samples} />
      <HeardIn documents={documents} />
    </li>
  );
}
