"use client";

import { Check, ChevronRight } from "lucide-react";
import { Collapsible, RadioGroup } from "radix-ui";
import { formatSize } from "@/app/_format/format-size";
import type { SystemStatus } from "@/server/workers/schema";
import { describeLanguages } from "./describe-engine";

interface EngineRowsProps {
  engines: SystemStatus["engines"];
  chosenId: string | undefined;
}

/** Engines whose model has to be fetched first, within the group of the others: a row each, with what it understands
 * and how much is fetched. */
export function EngineRows({ engines, chosenId }: EngineRowsProps) {
  const chosen = engines.find(({ id }) => id === chosenId);
  return (
    <Collapsible.Root className="flex w-full flex-col items-center sm:items-start">
      <Collapsible.Trigger className="group flex items-center gap-1 rounded text-muted text-xs hover:text-ink">
        <ChevronRight
          aria-hidden
          className="size-3.5 transition-transform group-data-[state=open]:rotate-90"
        />
        More engines, for other languages ({engines.length})
        {chosen && <span className="font-medium text-ink">: {chosen.name}</span>}
      </Collapsible.Trigger>
      <Collapsible.Content className="mt-1.5 flex w-full max-w-lg flex-col rounded-lg border border-line">
        {engines.map(({ id, name, languages, fetched }) => (
          <RadioGroup.Item
            key={id}
            value={id}
            aria-labelledby={`engine-${id}`}
            aria-describedby={`engine-${id}-facts`}
            className="flex flex-wrap items-baseline justify-between gap-x-4 border-line border-b px-3 py-1.5 text-left text-xs last:border-b-0 hover:bg-sunken data-[state=checked]:bg-accent-soft"
          >
            <span id={`engine-${id}`} className="inline-flex items-center gap-1.5 font-medium">
              {name}
              {id === chosenId && <Check aria-hidden className="size-3.5 text-accent" />}
            </span>
            <span id={`engine-${id}-facts`} className="text-muted tabular-nums">
              {describeLanguages(languages)}
              {fetched && `, ${formatSize(fetched.sizeBytes)} to fetch`}
            </span>
          </RadioGroup.Item>
        ))}
      </Collapsible.Content>
    </Collapsible.Root>
  );
}
