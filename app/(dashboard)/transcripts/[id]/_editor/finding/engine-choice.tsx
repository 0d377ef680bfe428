"use client";

import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { formatSize } from "@/app/_format/format-size";
import { useTrpc } from "@/app/_trpc/client";
import { QueryNotice } from "@/app/_trpc/query-notice";
import type { SpeakerEngineId } from "@/core/speech/speaker-engines";

interface EngineChoiceProps {
  documentId: string;
  /** Undefined: the first, which goes best with this transcript. */
  value: SpeakerEngineId | undefined;
  onChange: (value: SpeakerEngineId) => void;
}

/** What is to tell the speakers apart, and what each can do. */
export function EngineChoice({ documentId, value, onChange }: EngineChoiceProps) {
  const id = useId();
  const trpc = useTrpc();
  const engines = useQuery(trpc.speakers.engines.queryOptions({ documentId }));
  const list = engines.data ?? [];
  const chosen = list.find((each) => each.id === value) ?? list[0];
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="font-medium">
        Told apart by
      </label>
      <select
        id={id}
        value={chosen?.id ?? ""}
        disabled={list.length === 0}
        aria-describedby={`${id}-note`}
        onChange={(event) => {
          const next = list.find((each) => each.id === event.currentTarget.value);
          if (next) onChange(next.id);
        }}
        className="h-8 w-full rounded-md border border-line-strong bg-surface px-2"
      >
        {list.map((each) => (
          <option key={each.id} value={each.id}>
            {each.name}
          </option>
        ))}
      </select>
      <p id={`${id}-note`} className="text-pretty text-muted text-xs">
        {chosen?.description}
        {chosen?.fetchBytes != null &&
          ` ${formatSize(chosen.fetchBytes)} are fetched first; without internet it does not work.`}
      </p>
      <QueryNotice query={engines} />
    </div>
  );
}
