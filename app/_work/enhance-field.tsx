"use client";

import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { useTrpc } from "@/app/_trpc/client";
import type { BatchSettings } from "@/server/batches/schema";
import { enhancerId } from "@/server/enhancement/schema";

interface EnhanceFieldProps {
  value: BatchSettings["enhance"];
  pipelineVersion: BatchSettings["pipelineVersion"];
  onChange: (value: BatchSettings["enhance"]) => void;
}

/** Whether the text of a recording is made to read well as soon as it is there, and by whom. */
export function EnhanceField({ value, pipelineVersion, onChange }: EnhanceFieldProps) {
  const id = useId();
  const trpc = useTrpc();
  const { data: { enhancers = [] } = {} } = useQuery(trpc.enhancement.enhancers.queryOptions());
  const isAlways = pipelineVersion === "v2";
  const engine = value?.engine ?? (isAlways ? "rules" : "");
  const chosen = enhancers.find((one) => one.id === engine);
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-xs">
        Enhance the text
      </label>
      <select
        id={id}
        value={engine}
        aria-describedby={`${id}-note`}
        onChange={(event) => {
          const next = enhancerId.safeParse(event.currentTarget.value).data;
          onChange(next && { ...value, engine: next });
        }}
        className="h-8 w-full rounded-md border border-line-strong/60 bg-surface px-2"
      >
        <option value="" disabled={isAlways}>
          Not by itself
        </option>
        {enhancers.map((one) => (
          <option key={one.id} value={one.id} disabled={one.missing !== null}>
            {one.name}
          </option>
        ))}
      </select>
      <p id={`${id}-note`} className="text-muted text-xs">
        {describe(chosen)}
      </p>
    </div>
  );
}

/** Pure. */
function describe(chosen: { isLocal: boolean } | undefined): string {
  if (!chosen) return "It can be done later, in the transcript";
  return chosen.isLocal ? "The text stays on this machine" : "The text is sent to the server of that model";
}
