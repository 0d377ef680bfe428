"use client";

import { useQuery } from "@tanstack/react-query";
import { RadioGroup } from "radix-ui";
import { useTrpc } from "@/app/_trpc/client";
import type { EngineId } from "@/server/batches/schema";

interface EngineChoiceProps {
  /** Undefined: whichever is the default. */
  value: EngineId | undefined;
  onChange: (engine: EngineId) => void;
}

export function EngineChoice({ value, onChange }: EngineChoiceProps) {
  const trpc = useTrpc();
  const status = useQuery(trpc.workers.status.queryOptions());
  const engines = status.data?.engines ?? [];
  const chosen = engines.find(({ id, isDefault }) => (value ? id === value : isDefault)) ?? engines[0];
  if (!chosen) return null;
  return (
    <div className="flex flex-wrap items-center justify-center gap-x-4 gap-y-2 sm:justify-start">
      <div className="flex flex-wrap items-center justify-center gap-x-3 gap-y-2">
        <span id="engine-label" className="text-muted text-xs">
          Speech engine
        </span>
        <RadioGroup.Root
          value={chosen.id}
          onValueChange={(id) => onChange(id as EngineId)}
          aria-labelledby="engine-label"
          className="inline-flex rounded-lg bg-sunken p-0.5"
        >
          {engines.map(({ id, name }) => (
            <RadioGroup.Item
              key={id}
              value={id}
              className="h-7 rounded-md px-3 text-muted text-xs transition-colors hover:text-ink data-[state=checked]:bg-surface data-[state=checked]:font-medium data-[state=checked]:text-ink data-[state=checked]:shadow-sm"
            >
              {name}
            </RadioGroup.Item>
          ))}
        </RadioGroup.Root>
      </div>
      <p className="text-pretty text-muted text-xs">
        {chosen.description} Other languages are not understood yet.
      </p>
    </div>
  );
}
