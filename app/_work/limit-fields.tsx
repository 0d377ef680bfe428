"use client";

import { useId, useState } from "react";
import { cn } from "@/app/_ui/cn";
import { type BatchLimits, batchLimits } from "@/server/batches/schema";

const fields: Record<keyof BatchLimits, { name: string; note: string; min: number; max: number }> = {
  workerCount: { name: "Files at once", note: "1 to 64", min: 1, max: 64 },
  memoryLimitMb: { name: "Memory, MB", note: "256 to 1,048,576", min: 256, max: 1_048_576 },
  cpuLimitPercent: { name: "Processor, %", note: "1 to 100", min: 1, max: 100 },
  priority: { name: "Priority", note: "-100 to 100, higher first", min: -100, max: 100 },
  maxRetries: { name: "Retries", note: "0 to 20, after a failure", min: 0, max: 20 },
};

interface LimitFieldsProps {
  /** What is left out is as `defaults` say. */
  value: Partial<BatchLimits>;
  defaults: BatchLimits | undefined;
  /** Called with legal values only. */
  onChange: (value: Partial<BatchLimits>) => void;
}

/** The limits of a batch as fields of numbers. */
export function LimitFields({ value, defaults, onChange }: LimitFieldsProps) {
  return (
    <div className="grid grid-cols-[repeat(auto-fit,minmax(9.5rem,1fr))] gap-3 text-left">
      {(Object.keys(fields) as (keyof BatchLimits)[]).map((key) => (
        <LimitField
          key={key}
          field={key}
          value={value[key]}
          fallback={defaults?.[key]}
          onChange={(next) => onChange({ ...value, [key]: next })}
        />
      ))}
    </div>
  );
}

interface LimitFieldProps {
  field: keyof BatchLimits;
  value: number | undefined;
  fallback: number | undefined;
  onChange: (value: number | undefined) => void;
}

function LimitField({ field, value, fallback, onChange }: LimitFieldProps) {
  const id = useId();
  const { name, note, min, max } = fields[field];
  // What is being typed is not legal at every moment.
  const [text, setText] = useState<string | null>(null);
  const shown = text ?? (value === undefined ? "" : String(value));
  const isWrong = shown !== "" && !batchLimits.shape[field].safeParse(Number(shown)).success;

  function take(next: string) {
    setText(next);
    if (next.trim() === "") return onChange(undefined);
    const parsed = batchLimits.shape[field].safeParse(Number(next));
    if (parsed.success) onChange(parsed.data);
  }

  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-xs">
        {name}
      </label>
      <input
        id={id}
        type="number"
        inputMode="numeric"
        min={min}
        max={max}
        step={1}
        value={shown}
        placeholder={fallback === undefined ? undefined : String(fallback)}
        aria-describedby={`${id}-note`}
        aria-invalid={isWrong}
        onChange={(event) => take(event.currentTarget.value)}
        // What is not legal does not stay: the last legal value counts, and is shown again.
        onBlur={() => setText(null)}
        className={cn(
          "h-8 w-full rounded-md border border-line-strong/60 bg-surface px-2 tabular-nums",
          isWrong && "border-danger",
        )}
      />
      <p id={`${id}-note`} className={cn("text-muted text-xs", isWrong && "text-danger")}>
        {note}
      </p>
    </div>
  );
}
