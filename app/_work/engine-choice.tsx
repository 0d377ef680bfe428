"use client";

import { ChevronRight } from "lucide-react";
import { Collapsible, RadioGroup } from "radix-ui";
import { describeFetch, knowsLanguage } from "@/app/_languages/engine-languages";
import { LanguageMismatch } from "@/app/_languages/language-mismatch";
import { findLanguage } from "@/core/transcript/find-language";
import { spokenLanguages } from "@/core/transcript/spoken-languages";
import type { EngineId } from "@/server/batches/schema";
import type { EngineFacts } from "@/server/workers/schema";
import { describeEngine, describePrice } from "./describe-engine";
import { EngineRows } from "./engine-rows";
import { useEngine } from "./use-engine";

interface EngineChoiceProps {
  /** Undefined: whichever is the default. */
  value: EngineId | undefined;
  /** What is spoken, where it is told; engines that do not know it cannot be chosen. */
  language?: string | undefined;
  onChange: (engine: EngineId) => void;
}

/** The engines that can begin at once beside each other; those whose model has to be fetched first in a list that
 * opens. */
export function EngineChoice({ value, language, onChange }: EngineChoiceProps) {
  const { engines, chosen } = useEngine(value);
  if (engines.length === 0) return null;
  const spoken = language === undefined ? null : findLanguage(language, spokenLanguages);
  const isUnknown = spoken !== null && chosen && !knowsLanguage(chosen, spoken);
  const first = engines.filter(({ isDefault, fetched }) => isDefault || isReady(fetched));
  const more = engines.filter(
    (engine) =>
      !first.includes(engine) &&
      (spoken === null || engine.id === chosen?.id || knowsLanguage(engine, spoken)),
  );
  return (
    <RadioGroup.Root
      value={chosen?.id ?? ""}
      onValueChange={(id) => onChange(id as EngineId)}
      aria-label="Speech engine"
      className="flex min-w-0 flex-col items-center gap-2 sm:items-start"
    >
      <div className="flex flex-wrap items-center justify-center gap-x-4 gap-y-2 sm:justify-start">
        <div className="flex flex-wrap items-center justify-center gap-x-3 gap-y-2">
          <span aria-hidden className="text-muted text-xs">
            Speech engine
          </span>
          <div className="inline-flex flex-wrap justify-center rounded-lg bg-sunken p-0.5">
            {first.map(({ id, name, languages }) => (
              <RadioGroup.Item
                key={id}
                value={id}
                disabled={spoken !== null && !languages.includes(spoken)}
                className="h-7 rounded-md px-3 text-muted text-xs transition-colors hover:text-ink data-[state=checked]:bg-surface data-[state=checked]:font-medium data-[state=checked]:text-ink data-[state=checked]:shadow-sm disabled:cursor-not-allowed disabled:opacity-60"
              >
                {name}
              </RadioGroup.Item>
            ))}
          </div>
        </div>
        {isUnknown ? (
          <LanguageMismatch chosen={chosen} engines={engines} language={spoken} onChange={onChange} />
        ) : (
          <p className="text-pretty text-center text-muted text-xs sm:text-left" aria-live="polite">
            {chosen
              ? describeChosen(chosen)
              : "The engine that was chosen last is not set up any more. Choose another one."}
          </p>
        )}
      </div>
      {more.length > 0 && <EngineRows engines={more} chosenId={chosen?.id} />}
      <Collapsible.Root className="flex flex-col items-center sm:items-start">
        <Collapsible.Trigger className="group flex items-center gap-1 rounded text-muted text-xs hover:text-ink">
          <ChevronRight
            aria-hidden
            className="size-3.5 transition-transform group-data-[state=open]:rotate-90"
          />
          Compare engines
        </Collapsible.Trigger>
        <Collapsible.Content asChild>
          <dl className="mt-2 mb-1 flex flex-col gap-2 text-left text-muted text-xs">
            {engines.map((engine) => (
              <div key={engine.id}>
                <dt className="font-medium text-ink">{engine.name}</dt>
                <dd className="text-pretty">{describeEngine(engine)}.</dd>
              </div>
            ))}
          </dl>
        </Collapsible.Content>
      </Collapsible.Root>
    </RadioGroup.Root>
  );
}

function isReady(fetched: EngineFacts["fetched"]): boolean {
  return fetched === null || fetched.isThere;
}

function describeChosen(engine: EngineFacts): string {
  const price = describePrice(engine);
  const parts = [engine.description];
  if (price) parts.push(`${price.charAt(0).toUpperCase()}${price.slice(1)}.`);
  if (engine.languages.length === 1) parts.push("Other languages are not understood.");
  const fetch = describeFetch(engine);
  if (fetch) parts.push(fetch);
  return parts.join(" ");
}
