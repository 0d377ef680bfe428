"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { StyleFields } from "@/app/_enhancement/style-fields";
import { useTrpc } from "@/app/_trpc/client";
import { describeError } from "@/app/_trpc/describe-error";
import { Button } from "@/app/_ui/button";
import { Notice } from "@/app/_ui/notice";
import { showToast } from "@/app/_ui/toast-store";
import { builtInDomains } from "@/core/enhancement/built-in-domains";
import { type DomainView, domainLimits } from "@/server/enhancement/schema";

type Style = DomainView["style"];

const fieldLook = "rounded-md border border-line-strong/60 bg-surface px-2";

interface DomainFormProps {
  /** Null: another one. */
  domain: DomainView | null;
  onDone: () => void;
}

/** What is said of a kind of text. What is saved is another version. */
export function DomainForm({ domain, onDone }: DomainFormProps) {
  const id = useId();
  const trpc = useTrpc();
  const queryClient = useQueryClient();
  const [name, setName] = useState(domain?.name ?? "");
  const [instructions, setInstructions] = useState(domain?.instructions ?? "");
  const [style, setStyle] = useState<Style>(domain?.style ?? builtInDomains.general.style);
  const [terms, setTerms] = useState((domain?.vocabulary ?? []).join("\n"));
  const save = useMutation(
    trpc.enhancement.saveDomain.mutationOptions({
      onSuccess: (saved) => {
        showToast({ text: `Saved “${saved.name}”.` });
        onDone();
      },
      onSettled: () => queryClient.invalidateQueries(trpc.enhancement.pathFilter()),
    }),
  );

  function submit(event: FormEvent) {
    event.preventDefault();
    const vocabulary = terms.split("\n").filter((line) => line.trim() !== "");
    save.mutate({ name: name.trim(), instructions, style, vocabulary });
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      {!domain && (
        <div className="flex flex-col gap-1">
          <label htmlFor={`${id}-name`} className="text-xs">
            Name
          </label>
          <input
            id={`${id}-name`}
            required
            maxLength={40}
            autoComplete="off"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            className={`h-8 ${fieldLook}`}
          />
        </div>
      )}
      <div className="flex flex-col gap-1">
        <label htmlFor={`${id}-instructions`} className="text-xs">
          Instructions, for a language model
        </label>
        <textarea
          id={`${id}-instructions`}
          rows={4}
          dir="auto"
          maxLength={domainLimits.instructions}
          value={instructions}
          onChange={(event) => setInstructions(event.currentTarget.value)}
          className={`w-full resize-y py-1.5 ${fieldLook}`}
        />
      </div>
      <div className="grid grid-cols-[repeat(auto-fit,minmax(11rem,1fr))] gap-3">
        <StyleFields style={style} onChange={(changed) => setStyle({ ...style, ...changed })} />
        <div className="flex flex-col gap-1">
          <label htmlFor={`${id}-drift`} className="text-xs">
            Words that may differ, %
          </label>
          <input
            id={`${id}-drift`}
            type="number"
            required
            min={0}
            max={100}
            step={1}
            value={Number.isNaN(style.driftLimit) ? "" : Math.round(style.driftLimit * 100)}
            onChange={(event) => setStyle({ ...style, driftLimit: event.currentTarget.valueAsNumber / 100 })}
            className={`h-8 tabular-nums ${fieldLook}`}
          />
        </div>
      </div>
      <label className="flex items-center gap-1.5 text-xs">
        <input
          type="checkbox"
          className="size-4 accent-accent"
          checked={style.paragraphs}
          onChange={(event) => setStyle({ ...style, paragraphs: event.currentTarget.checked })}
        />
        Divide into paragraphs
      </label>
      <div className="flex flex-col gap-1">
        <label htmlFor={`${id}-terms`} className="text-xs">
          Words of the field, one a line
        </label>
        <textarea
          id={`${id}-terms`}
          rows={3}
          dir="auto"
          spellCheck={false}
          maxLength={50_000}
          value={terms}
          onChange={(event) => setTerms(event.currentTarget.value)}
          className={`w-full resize-y py-1.5 ${fieldLook}`}
        />
      </div>
      {save.error && <Notice tone="danger">{describeError(save.error)}</Notice>}
      <div className="flex gap-2">
        <Button type="submit" look="primary" size="sm" disabled={save.isPending || name.trim() === ""}>
          Save
        </Button>
        <Button size="sm" onClick={onDone}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
