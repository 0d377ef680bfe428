"use client";

import { type FormEvent, useId, useState } from "react";
import { Button } from "@/app/_ui/button";
import type { Wish } from "./use-replace";

interface ReplaceFormProps {
  replacement: string;
  onReplacement: (text: string) => void;
  isBusy: boolean;
  onLook: (wish: Wish) => void;
}

/** What to look for, and what is to stand there. */
export function ReplaceForm({ replacement, onReplacement, isBusy, onLook }: ReplaceFormProps) {
  const [text, setText] = useState("");
  const [matchesCase, setMatchesCase] = useState(false);
  const [wholeWord, setWholeWord] = useState(true);
  const id = useId();
  const fieldClass = "h-8 w-full min-w-0 rounded-md border border-line-strong/60 bg-surface px-2";

  function submit(event: FormEvent) {
    event.preventDefault();
    if (text.trim() !== "") onLook({ text, matchesCase, wholeWord });
  }

  return (
    <form onSubmit={submit} className="rounded-xl border border-line bg-surface p-3">
      <div className="grid gap-3 sm:grid-cols-[1fr_1fr_auto] sm:items-end">
        <div className="flex min-w-0 flex-col gap-1">
          <label htmlFor={`${id}-find`} className="text-xs">
            Find
          </label>
          <input
            id={`${id}-find`}
            value={text}
            maxLength={1_000}
            dir="auto"
            onChange={(event) => setText(event.currentTarget.value)}
            className={fieldClass}
          />
        </div>
        <div className="flex min-w-0 flex-col gap-1">
          <label htmlFor={`${id}-replace`} className="text-xs">
            Replace with
          </label>
          <input
            id={`${id}-replace`}
            value={replacement}
            maxLength={10_000}
            dir="auto"
            onChange={(event) => onReplacement(event.currentTarget.value)}
            className={fieldClass}
          />
        </div>
        <Button type="submit" look="primary" disabled={isBusy || text.trim() === ""}>
          Show what it finds
        </Button>
      </div>
      <div className="mt-3 flex flex-wrap gap-x-5 gap-y-2">
        <label className="flex items-center gap-2">
          <input
            type="checkbox"
            checked={wholeWord}
            onChange={(event) => setWholeWord(event.currentTarget.checked)}
            className="size-4 accent-accent"
          />
          Whole words
        </label>
        <label className="flex items-center gap-2">
          <input
            type="checkbox"
            checked={matchesCase}
            onChange={(event) => setMatchesCase(event.currentTarget.checked)}
            className="size-4 accent-accent"
          />
          Capitals matter
        </label>
      </div>
    </form>
  );
}
