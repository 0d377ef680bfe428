"use client";

import Link from "next/link";
import { useId, useState } from "react";
import { parseTerms, serializeTerms, termLimits, type VocabularyTerm } from "@/core/transcript/parse-terms";

interface TermsFieldProps {
  value: readonly VocabularyTerm[];
  onChange: (terms: VocabularyTerm[] | undefined) => void;
}

/** Names and terms of these recordings alone. */
export function TermsField({ value, onChange }: TermsFieldProps) {
  const id = useId();
  // What is being typed is no term at every moment.
  const [text, setText] = useState<string | null>(null);
  const shown = text ?? serializeTerms(value);
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-xs">
        Names and terms
      </label>
      <textarea
        id={id}
        rows={2}
        dir="auto"
        spellCheck={false}
        maxLength={20_000}
        value={shown}
        aria-describedby={`${id}-note`}
        onChange={(event) => {
          setText(event.currentTarget.value);
          const { terms } = parseTerms(event.currentTarget.value);
          onChange(terms.length > 0 ? terms.slice(0, termLimits.submission) : undefined);
        }}
        onBlur={() => setText(null)}
        className="w-full resize-y rounded-md border border-line-strong/60 bg-surface px-2 py-1"
      />
      <p id={`${id}-note`} className="text-pretty text-muted text-xs">
        One a line, up to {termLimits.submission}, beside those in{" "}
        <Link href="/settings#vocabulary" className="underline">
          the settings
        </Link>
        . Behind = how it is heard: Kubernetes = cooper netties
      </p>
    </div>
  );
}
