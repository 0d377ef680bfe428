"use client";

import { useId } from "react";
import type { EnhancerId, EnhancerView } from "@/server/enhancement/schema";

interface EnhancerChoiceProps {
  enhancers: readonly EnhancerView[];
  chosen: EnhancerId;
  onChange: (id: EnhancerId) => void;
  /** What one that is set up does, and with whose text; of one that is not, what is missing is told. */
  describe: (enhancer: EnhancerView) => string;
}

/** By whom a text is worked on: on this machine, or by a language model. */
export function EnhancerChoice({ enhancers, chosen, onChange, describe }: EnhancerChoiceProps) {
  const id = useId();
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1 text-xs">By</legend>
      {enhancers.map((one) => (
        <label key={one.id} className="flex items-start gap-2">
          <input
            type="radio"
            name={id}
            className="mt-0.5 size-4 shrink-0 accent-accent"
            checked={chosen === one.id}
            disabled={one.missing !== null}
            onChange={() => onChange(one.id)}
          />
          <span className="min-w-0">
            {one.name}
            <span className="block text-pretty text-muted text-xs">{one.missing ?? describe(one)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
