"use client";

import { Check, ChevronDown } from "lucide-react";
import { Popover } from "radix-ui";
import { type KeyboardEvent, useId, useMemo, useState } from "react";
import { cn } from "@/app/_ui/cn";
import { findPortalHome } from "@/app/_ui/find-portal-home";
import { findLanguage, nameLanguage } from "@/core/transcript/find-language";
import { spokenLanguages } from "@/core/transcript/spoken-languages";
import { filterLanguages, type LanguageEntry, listLanguages } from "./engine-languages";
import { useReaderLanguages } from "./use-reader-languages";

interface LanguageChoiceProps {
  /** As it was chosen or typed; undefined: it is found out. */
  value: string | undefined;
  onChange: (language: string | undefined) => void;
}

const findOut = "Find out";

/** What is spoken in the recordings: type to find it. */
export function LanguageChoice({ value, onChange }: LanguageChoiceProps) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const tag = value === undefined ? null : findLanguage(value, spokenLanguages);
  const shown = value === undefined ? findOut : tag === null ? value : nameLanguage(tag);
  return (
    <div className="flex flex-wrap items-center justify-center gap-x-3 gap-y-2 pb-2 sm:justify-start">
      <span id={`${id}-label`} className="text-muted text-xs">
        Language
      </span>
      <Popover.Root open={isOpen} onOpenChange={setOpen}>
        <Popover.Trigger
          aria-labelledby={`${id}-label ${id}-value`}
          className="inline-flex h-8 min-w-36 items-center justify-between gap-2 rounded-lg border border-line bg-surface px-3 text-xs hover:border-line-strong"
        >
          <span id={`${id}-value`}>{shown}</span>
          <ChevronDown aria-hidden className="size-3.5 text-muted" />
        </Popover.Trigger>
        <Popover.Portal container={findPortalHome()}>
          <Popover.Content
            aria-label="Language"
            align="start"
            sideOffset={6}
            collisionPadding={8}
            className="z-50 flex max-h-[min(22rem,var(--radix-popover-content-available-height))] w-64 flex-col rounded-lg border border-line bg-surface p-2 shadow-float motion-safe:animate-[fade_120ms]"
          >
            <LanguageList
              tag={tag}
              onChoose={(next) => {
                setOpen(false);
                onChange(next);
              }}
            />
          </Popover.Content>
        </Popover.Portal>
      </Popover.Root>
    </div>
  );
}

interface LanguageListProps {
  tag: string | null;
  onChoose: (tag: string | undefined) => void;
}

function LanguageList({ tag, onChoose }: LanguageListProps) {
  const own = useReaderLanguages();
  const all = useMemo(() => listLanguages(spokenLanguages, own), [own]);
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const listId = useId();
  const found: (LanguageEntry | null)[] = filterLanguages(all, typed);
  if (typed.trim() === "") found.unshift(null);
  const active = Math.min(at, found.length - 1);

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      const next = (active + step + found.length) % Math.max(1, found.length);
      setAt(next);
      document.getElementById(`${listId}-${next}`)?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter" && active >= 0) onChoose(found[active]?.tag);
    else return;
    event.preventDefault();
  }

  return (
    <>
      <input
        role="combobox"
        aria-label="Find a language"
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={active >= 0 ? `${listId}-${active}` : undefined}
        aria-autocomplete="list"
        placeholder="Find a language"
        autoComplete="off"
        maxLength={40}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
        className="h-8 w-full shrink-0 rounded-md border border-line-strong bg-surface px-2 text-sm placeholder:text-muted"
      />
      <div role="listbox" id={listId} aria-label="Languages" className="mt-1 min-h-0 overflow-y-auto text-sm">
        {found.map((entry, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are heard by the field above
          // biome-ignore lint/a11y/useFocusableInteractive: the field above has the focus and names the option
          <div
            key={entry?.tag ?? findOut}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={index === active}
            onPointerMove={() => setAt(index)}
            onClick={() => onChoose(entry?.tag)}
            className={cn(
              "flex cursor-pointer select-none items-center gap-2 rounded px-2 py-1.5 [&_svg]:size-4 [&_svg]:shrink-0",
              index === active && "bg-accent-soft",
              entry && !entry.isCommon && found[index - 1]?.isCommon && "mt-1 border-line border-t",
            )}
          >
            <span className="min-w-0 truncate">{entry?.name ?? findOut}</span>
            {entry && entry.ownName !== entry.name && (
              <bdi className="min-w-0 truncate text-muted text-xs">{entry.ownName}</bdi>
            )}
            {(entry?.tag ?? null) === tag && <Check aria-label="now" className="ml-auto" />}
          </div>
        ))}
      </div>
      {found.length === 0 && <p className="px-2 py-1.5 text-muted text-xs">No language is called that.</p>}
    </>
  );
}
