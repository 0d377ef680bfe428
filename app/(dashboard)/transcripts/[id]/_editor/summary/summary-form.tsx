"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { EnhancerChoice } from "@/app/_enhancement/enhancer-choice";
import { useTrpc } from "@/app/_trpc/client";
import { describeError } from "@/app/_trpc/describe-error";
import { Button } from "@/app/_ui/button";
import { Notice } from "@/app/_ui/notice";
import type { EnhancerId, EnhancerView } from "@/server/enhancement/schema";
import type { SummaryInput } from "@/server/summaries/schema";
import { useEditor } from "../editor-context";
import { describeSummaryCost } from "./describe-summary";
import type { SummaryActions } from "./use-summary";

type Template = NonNullable<SummaryInput["template"]>;

interface SummaryFormProps {
  actions: SummaryActions;
  isFirst: boolean;
  onBegun: () => void;
  /** Null: there is nothing to go back to. */
  onCancel: (() => void) | null;
}

/** As what, and by whom. */
export function SummaryForm({ actions: { start }, isFirst, onBegun, onCancel }: SummaryFormProps) {
  const { documentId } = useEditor();
  const trpc = useTrpc();
  const id = useId();
  const [engine, setEngine] = useState<EnhancerId>("rules");
  const [template, setTemplate] = useState<Template>("key-points");
  const { data: { enhancers = [] } = {} } = useQuery(trpc.enhancement.enhancers.queryOptions());
  const { data: { templates = [] } = {} } = useQuery(trpc.summaries.templates.queryOptions());
  const enhancer = enhancers.find((one) => one.id === engine);
  const chosen = templates.find((one) => one.id === template);
  const estimate = useQuery(
    trpc.summaries.estimate.queryOptions(
      { documentId, engine, template },
      {
        enabled: enhancer !== undefined && !enhancer.isLocal && enhancer.missing === null,
        placeholderData: keepPreviousData,
      },
    ),
  );

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (await start.begin({ engine, template })) onBegun();
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-3 px-4 pb-4">
      {isFirst && (
        <p className="text-pretty text-muted">
          What was said in short, and where the subject changes. Each statement leads to the place that it
          rests on, to be heard there.
        </p>
      )}
      <EnhancerChoice
        enhancers={enhancers.map((one) => (one.id === "rules" ? { ...one, name: "This machine" } : one))}
        chosen={engine}
        onChange={setEngine}
        describe={describeWay}
      />
      <div className="flex flex-col gap-1">
        <label htmlFor={`${id}-template`} className="text-xs">
          As
        </label>
        <select
          id={`${id}-template`}
          value={template}
          className="h-8 w-full rounded-md border border-line-strong/60 bg-surface px-2"
          onChange={(event) => setTemplate(event.currentTarget.value as Template)}
        >
          {templates.map((one) => (
            <option key={one.id} value={one.id}>
              {one.title}
            </option>
          ))}
        </select>
        {chosen && <p className="text-muted text-xs">{[...chosen.sections, "Chapters"].join(" · ")}</p>}
      </div>
      {estimate.data && enhancer && !enhancer.isLocal && (
        <p role="status" className="text-pretty text-xs">
          {describeSummaryCost(estimate.data)}
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
          Summarise
        </Button>
        {onCancel && <Button onClick={onCancel}>Cancel</Button>}
      </div>
    </form>
  );
}

function describeWay({ id, isLocal }: EnhancerView): string {
  if (id === "rules") return "Sentences of the text are chosen as they were said. It stays on this machine.";
  return isLocal
    ? "It writes in its own words. The text stays on this machine."
    : "It writes in its own words. The text is sent to the server of that model.";
}
