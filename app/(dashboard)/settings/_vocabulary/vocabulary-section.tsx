"use client";

import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { X } from "lucide-react";
import { type FormEvent, useDeferredValue, useId, useState } from "react";
import { useTrpc } from "@/app/_trpc/client";
import { describeError } from "@/app/_trpc/describe-error";
import { QueryNotice } from "@/app/_trpc/query-notice";
import { Button } from "@/app/_ui/button";
import { IconButton } from "@/app/_ui/icon-button";
import { Notice } from "@/app/_ui/notice";
import { showToast } from "@/app/_ui/toast-store";
import { parseTerms, termLimits } from "@/core/transcript/parse-terms";
import type { TermView } from "@/server/vocabulary/schema";
import { GlossaryFiles } from "./glossary-files";

const countTerms = (count: number) => (count === 1 ? "1 term" : `${count.toLocaleString("en")} terms`);

/** Names and terms that every new transcription is led by. */
export function VocabularySection() {
  const trpc = useTrpc();
  const queryClient = useQueryClient();
  const [filter, setFilter] = useState("");
  const [domain, setDomain] = useState<string | null>(null);
  const { data: { domains = [] } = {} } = useQuery(trpc.enhancement.domains.queryOptions());
  const asked = useDeferredValue(filter.trim());
  const list = useQuery(
    trpc.vocabulary.list.queryOptions(
      { filter: asked, ...(domain !== null && { domain }) },
      { placeholderData: keepPreviousData },
    ),
  );
  const options = {
    onSettled: () => queryClient.invalidateQueries(trpc.vocabulary.pathFilter()),
    onError: (error: unknown) => showToast({ text: describeError(error), tone: "danger" }),
  };
  const add = useMutation(trpc.vocabulary.add.mutationOptions(options));
  const remove = useMutation(trpc.vocabulary.remove.mutationOptions(options));
  const { terms = [], total = 0 } = list.data ?? {};

  function removeThose(ids: string[]) {
    remove.mutate(
      { ids },
      {
        onSuccess: ({ removed }) => {
          if (removed.length === 0) return;
          const text =
            removed.length === 1
              ? `Removed “${removed[0]?.text}”.`
              : `Removed ${countTerms(removed.length)}.`;
          showToast({ text, action: { label: "Undo", run: () => void addBack(removed) } });
        },
      },
    );
  }

  /** Each where it was. */
  async function addBack(removed: Pick<TermView, "text" | "soundsLike" | "domain">[]) {
    for (const of of new Set(removed.map((term) => term.domain))) {
      const terms = removed.filter((term) => term.domain === of);
      await add.mutateAsync({ terms, domain: of }).catch(() => null);
    }
  }

  return (
    <section
      id="vocabulary"
      aria-label="Names and terms"
      className="rounded-xl border border-line bg-surface"
    >
      <h2 className="rounded-t-xl border-line border-b bg-sunken/50 px-3 py-1.5 font-semibold text-xs">
        Names and terms
      </h2>
      <div className="flex flex-col gap-3 p-3">
        <p className="text-pretty text-muted text-xs">
          What your recordings are full of and no engine knows: people, products, words of your trade. New
          transcriptions are led by them, and what sounds like one of them is corrected and listed for you.
        </p>
        <div className="flex flex-wrap items-center gap-2">
          <label htmlFor="vocabulary-domain" className="text-xs">
            For
          </label>
          <select
            id="vocabulary-domain"
            value={domain ?? ""}
            onChange={(event) => setDomain(event.currentTarget.value || null)}
            className="h-8 min-w-0 rounded-md border border-line-strong/60 bg-surface px-2"
          >
            <option value="">every kind of text</option>
            {domains.map(({ name }) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
          <GlossaryFiles domain={domain} canSave={total > 0} />
        </div>
        <AddTerms
          isPending={add.isPending}
          onAdd={({ terms: added }) => add.mutateAsync({ terms: added, domain })}
        />
        <QueryNotice query={list} />
        {total > 0 && (
          <div className="flex flex-wrap items-center gap-2">
            <input
              type="search"
              aria-label="Find a term"
              placeholder="Find a term"
              maxLength={200}
              value={filter}
              onChange={(event) => setFilter(event.currentTarget.value)}
              className="h-8 min-w-0 flex-1 basis-40 rounded-md border border-line bg-surface px-2 placeholder:text-muted hover:border-line-strong"
            />
            <span className="text-muted text-xs tabular-nums">
              {asked === ""
                ? countTerms(total)
                : `${terms.length.toLocaleString("en")} of ${countTerms(total)}`}
            </span>
            {asked !== "" && terms.length > 0 && (
              <Button size="sm" onClick={() => removeThose(terms.map(({ id }) => id))}>
                Remove these
              </Button>
            )}
          </div>
        )}
        {list.isSuccess && total === 0 && <p>There are none yet.</p>}
        {terms.length > 0 && (
          <ul
            aria-label="Terms"
            className="max-h-80 divide-y divide-line overflow-y-auto border-line border-y"
          >
            {terms.map((term) => (
              <TermRow key={term.id} term={term} onRemove={() => removeThose([term.id])} />
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}

function TermRow({ term, onRemove }: { term: TermView; onRemove: () => void }) {
  return (
    <li className="flex items-center gap-2 py-1 [contain-intrinsic-size:auto_36px] [content-visibility:auto]">
      <span className="min-w-0 flex-1 break-words">
        <bdi className="font-medium">{term.text}</bdi>
        {term.soundsLike.length > 0 && (
          <span className="ml-2 text-muted text-xs">
            sounds like <bdi>{term.soundsLike.join(", ")}</bdi>
          </span>
        )}
        {term.domain !== null && (
          <span className="ml-2 text-muted text-xs">
            in <bdi>{term.domain}</bdi> only
          </span>
        )}
      </span>
      <IconButton label={`Remove ${term.text}`} size="sm" onClick={onRemove}>
        <X aria-hidden />
      </IconButton>
    </li>
  );
}

interface AddTermsProps {
  isPending: boolean;
  onAdd: (input: {
    terms: { text: string; soundsLike: string[] }[];
  }) => Promise<{ added: number; changed: number }>;
}

function AddTerms({ isPending, onAdd }: AddTermsProps) {
  const id = useId();
  const [text, setText] = useState("");
  const [refused, setRefused] = useState<string[]>([]);

  async function submit(event: FormEvent) {
    event.preventDefault();
    const parsed = parseTerms(text);
    setRefused(parsed.refused);
    if (parsed.terms.length === 0) return;
    const answer = await onAdd({ terms: parsed.terms.slice(0, termLimits.owner) }).catch(() => null);
    if (!answer) return;
    setText(parsed.refused.join("\n"));
    const changed = answer.changed > 0 ? ` ${countTerms(answer.changed)} were there already.` : "";
    showToast({ text: `Added ${countTerms(answer.added)}.${changed}` });
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-xs">
        Add terms, one a line
      </label>
      <textarea
        id={id}
        rows={Math.min(8, Math.max(2, text.split("\n").length))}
        value={text}
        spellCheck={false}
        dir="auto"
        maxLength={200_000}
        aria-describedby={`${id}-note`}
        placeholder={"Ada Lovelace\nKubernetes = cooper netties"}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey))
            event.currentTarget.form?.requestSubmit();
        }}
        className="w-full resize-y rounded-md border border-line-strong/60 bg-surface px-2 py-1.5 placeholder:text-muted/70"
      />
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p id={`${id}-note`} className="min-w-0 flex-1 basis-56 text-pretty text-muted text-xs">
          Behind = how it is heard, where that is far from how it is written. {termLimits.words} words a term,{" "}
          {termLimits.owner.toLocaleString("en")} terms.
        </p>
        <Button type="submit" size="sm" disabled={isPending || text.trim() === ""}>
          Add
        </Button>
      </div>
      {refused.length > 0 && (
        <Notice tone="warn">
          {refused.length === 1
            ? "One line is no term: it is too long, or has nothing that can be said. It is still above."
            : `${refused.length.toLocaleString("en")} lines are no terms: too long, or with nothing that can be said. They are still above.`}
        </Notice>
      )}
    </form>
  );
}
