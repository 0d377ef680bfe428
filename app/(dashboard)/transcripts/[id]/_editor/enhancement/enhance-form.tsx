"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { type FormEvent, useId, useState } from "react";
import { EnhancerChoice } from "@/app/_enhancement/enhancer-choice";
import { StyleFields } from "@/app/_enhancement/style-fields";
import { useTrpc } from "@/app/_trpc/client";
import { describeError } from "@/app/_trpc/describe-error";
import { Button } from "@/app/_ui/button";
import { Notice } from "@/app/_ui/notice";
import type { EarlierEnhancement, EnhanceInput, EnhancerId } from "@/server/enhancement/schema";
import { useEditor } from "../editor-context";
import { describeEnhancementCost } from "./describe-enhancement";
import type { EnhancementActions } from "./use-enhancement";

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
  const { data: likely } = useQuery(trpc.enhancement.suggestDomain.queryOptions({ documentId }));
  const likeliest = likely?.suggestions.find((one) => one.domain === likely.domain);
  const before = domains.find(({ name }) => name === earlier?.domain)?.name;
  const domain = chosenDomain ?? before ?? likely?.domain ?? "general";
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
      <EnhancerChoice
        enhancers={enhancers}
        chosen={engine}
        onChange={setEngine}
        describe={({ isLocal }) =>
          isLocal ? "The text stays on this machine." : "The text is sent to the server of that model."
        }
      />
      <div className="flex flex-col gap-1">
        <label htmlFor={`${id}-domain`} className="text-xs">
          Kind of text
        </label>
        <select
          id={`${id}-domain`}
          value={domain}
          className="h-8 w-full rounded-md border border-line-strong/60 bg-surface px-2"
          onChange={(event) => setDomain(event.currentTarget.value)}
        >
          {domains.map(({ name }) => (
            <option key={name} value={name}>
              {name === likeliest?.domain ? `${name} (what it sounds like)` : name}
            </option>
          ))}
        </select>
      </div>
      {known && (
        <StyleFields
          style={{ ...known.style, ...style }}
          onChange={(changed) => setStyle({ ...style, ...changed })}
        />
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
