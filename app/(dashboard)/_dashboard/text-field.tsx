"use client";

import { useId, useState } from "react";
import { cn } from "@/app/_ui/cn";

const fieldLook = "h-8 w-full rounded-md border border-line-strong/60 bg-surface px-2";

interface TextFieldProps {
  label: string;
  note: string;
  value: string;
  suggestions?: readonly string[];
  /** Null for what is not legal. */
  parse: (text: string) => string | null;
  /** Called with legal values only; undefined for an empty field. */
  onChange: (text: string | undefined) => void;
}

/** A line of text of which only what is legal counts. */
export function TextField({ label, note, value, suggestions, parse, onChange }: TextFieldProps) {
  const id = useId();
  // What is being typed is not legal at every moment.
  const [text, setText] = useState<string | null>(null);
  const shown = text ?? value;
  const isWrong = shown.trim() !== "" && parse(shown) === null;

  function take(next: string) {
    setText(next);
    if (next.trim() === "") return onChange(undefined);
    const legal = parse(next);
    if (legal !== null) onChange(legal);
  }

  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="text-xs">
        {label}
      </label>
      <input
        id={id}
        type="text"
        autoComplete="off"
        spellCheck={false}
        list={suggestions && `${id}-list`}
        value={shown}
        aria-describedby={`${id}-note`}
        aria-invalid={isWrong}
        onChange={(event) => take(event.currentTarget.value)}
        // What is not legal does not stay: the last legal value counts, and is shown again.
        onBlur={() => setText(null)}
        className={cn(fieldLook, isWrong && "border-danger")}
      />
      {suggestions && (
        <datalist id={`${id}-list`}>
          {suggestions.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      )}
      <p id={`${id}-note`} className={cn("text-muted text-xs", isWrong && "text-danger")}>
        {note}
      </p>
    </div>
  );
}
