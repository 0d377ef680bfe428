"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { type FormEvent, useId, useState } from "react";
import { useTrpc } from "@/app/_trpc/client";
import { describeError } from "@/app/_trpc/describe-error";
import { Button } from "@/app/_ui/button";
import { Notice } from "@/app/_ui/notice";
import type { EarlierEnhancement, EnhanceInput, EnhancerId } from "@/server/enhancement/schema";
import { useEditor } from "../editor-context";
import { describeEnhancementCost } from "./describe-enhancement";
import type { EnhancementActions } from "./use-enhancement";

const selectLook = "h-8 w-full rounded-md border border-line-strong/60 bg-surface px-2";

/** Below it a text is of no kind in particular, as the server has it too. */
const likelyScore = 0.5;

type Style = NonNullable<EnhanceInput["style"]>;

interface EnhanceFormProps {
  actions: EnhancementActions;
  isFirst: boolean;
  /** What was done to the text before this one: the same is offered again. */
  earlier: EarlierEnhancement | null;
  onBegun: () => void;
  /** Null: there is nothing to go back to. */
  onCancel: (() => void) | null;
}

/** By whom, as what kind of text, and how. */
export function EnhanceForm({ actions: { start }, isFirst, earlier, onBegun, onCancel }: EnhanceFormProps) {
  const { documentId } = useEditor();
  const trpc = useTrpc();
  const id = useId();
  const [engine, setEngine] = useState<EnhancerId>(earlier?.engine === "openai" ? "openai" : "rules");
  const [chosenDomain, setDomain] = useState<string | null>(null);
  const [style, setStyle] = useState<Style>({});
  const { data: { enhancers = [] } = {} } = useQuery(trpc.enhancement.enhancers.queryOptions());
  const { data: { domains = [] } = {} } = useQuery(trpc.enhancement.domains.queryOptions());
  const { data: { suggestions = [] } = {} } = useQuery(
    trpc.enhancement.suggestDomain.queryOptions({ documentId }),
  );
  const likeliest = suggestions.find(({ score }) => score >= likelyScore);
  const suggested = likeliest?.domain ?? "general";
  const before = domains.find(({ name }) => name === earlier?.domain)?.name;
  const domain = chosenDomain ?? before ?? suggested;
  const known = domains.find(({ name }) => name === domain);
  const enhancer = enhancers.find((one) => one.id === engine);
  const wish = { engine, domain, style } satisfies Omit<EnhanceInput, "documentId">;
  const estimate = useQuery(
    trpc.enhancement.estimate.queryOptions(
      { documentId, ...wish },
      {
        enabled: enhancer !== undefined && !enhancer.isLocal && enhancer.missing === null,
        placeholderData: keepPreviousData,
      },
    ),
  );
  const shown = { ...known?.style, ...style };

  async function submit(event: FormEvent) {
    event.preventDefault();
    await start.begin(wish);
    onBegun();
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-3 px-4 pb-4">
      {isFirst && (
        <p className="text-pretty text-muted">
          Punctuation, capitals, numbers, paragraphs and your terms are put right. Each change is listed here
          and can be taken back; a part that came out saying something else is not taken. What you wrote
          yourself stays.
        </p>
      )}
      <fieldset className="flex flex-col gap-1.5">
        <legend className="mb-1 text-xs">By</legend>
        {enhancers.map((one) => (
          <label key={one.id} className="flex items-start gap-2">
            <input
              type="radio"
              name={`${id}-engine`}
              className="mt-0.5 size-4 shrink-0 accent-accent"
              checked={engine === one.id}
              disabled={one.missing !== null}
              onChange={() => setEngine(one.id)}
            />
            <span className="min-w-0">
              {one.name}
              <span className="block text-pretty text-muted text-xs">
                {one.missing ??
                  (one.isLocal
                    ? "The text stays on this machine."
                    : "The text is sent to the server of that model.")}
              </span>
            </span>
          </label>
        ))}
      </fieldset>
      <Choice
        id={`${id}-domain`}
        label="Kind of text"
        value={domain}
        options={domains.map(({ name }) => [
          name,
          name === likeliest?.domain ? `${name} (what it sounds like)` : name,
        ])}
        onChange={setDomain}
      />
      {known && (
        <>
          <Choice
            id={`${id}-fillers`}
            label="“Um” and “uh”"
            value={shown.fillers ?? "keep"}
            options={[
              ["keep", "Kept"],
              ["remove", "Left out"],
            ]}
            onChange={(fillers) => setStyle({ ...style, fillers: fillers as Style["fillers"] })}
          />
          <Choice
            id={`${id}-starts`}
            label="False starts and repetitions"
            value={shown.falseStarts ?? "keep"}
            options={[
              ["keep", "Kept"],
              ["remove", "Left out"],
            ]}
            onChange={(falseStarts) =>
              setStyle({ ...style, falseStarts: falseStarts as Style["falseStarts"] })
            }
          />
          <Choice
            id={`${id}-numbers`}
            label="Numbers"
            value={shown.numbers ?? "keep"}
            options={[
              ["keep", "As they were heard"],
              ["digits", "In digits"],
              ["words-to-ten", "Up to ten in words"],
            ]}
            onChange={(numbers) => setStyle({ ...style, numbers: numbers as Style["numbers"] })}
          />
        </>
      )}
      <p className="text-muted text-xs">
        <Link href="/settings#domains" prefetch={false} className="text-accent underline">
          Kinds of text
        </Link>{" "}
        and{" "}
        <Link href="/settings#vocabulary" prefetch={false} className="text-accent underline">
          terms
        </Link>{" "}
        are in the settings.
      </p>
      {estimate.data && enhancer && !enhancer.isLocal && (
        <p role="status" className="text-pretty text-xs">
          {describeEnhancementCost(estimate.data)}
        </p>
      )}
      {estimate.error && <Notice tone="danger">{describeError(estimate.error)}</Notice>}
      {start.error && <Notice tone="danger">{describeError(start.error)}</Notice>}
      <div className="flex gap-2">
        <Button
          type="submit"
          look="primary"
          data-panel-focus
          disabled={start.isPending || enhancer === undefined}
        >
          Enhance the text
        </Button>
        {onCancel && <Button onClick={onCancel}>Cancel</Button>}
      </div>
    </form>
  );
}

interface ChoiceProps {
  id: string;
  label: string;
  value: string;
  options: [string, string][];
  onChange: (value: string) => void;
}

function Choice({ id, label, value, options, onChange }: ChoiceProps) {
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-xs">
        {label}
      </label>
      <select
        id={id}
        value={value}
        className={selectLook}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        {options.map(([name, text]) => (
          <option key={name} value={name}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}
