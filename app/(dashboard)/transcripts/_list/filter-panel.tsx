"use client";

import { useQuery } from "@tanstack/react-query";
import { SlidersHorizontal } from "lucide-react";
import { type ReactNode, useId } from "react";
import { useTrpc } from "@/app/_trpc/client";
import { Button } from "@/app/_ui/button";
import { Popover } from "@/app/_ui/popover";
import type { DocumentFilter } from "@/server/transcripts/schema";
import { describeFilterValue, filterLabels } from "./describe-filter";
import { filterKeys, type ListPlace } from "./list-place";

interface FilterPanelProps {
  where: DocumentFilter;
  go: (change: Partial<ListPlace>) => void;
}

const fieldClass =
  "h-8 w-full min-w-0 rounded-md border border-line bg-surface px-2 text-sm hover:border-line-strong";

/** Which transcripts are meant, by what is known of them. Only what some of them have can be chosen. */
export function FilterPanel({ where, go }: FilterPanelProps) {
  const trpc = useTrpc();
  const facets = useQuery(trpc.transcripts.facets.queryOptions(undefined, { staleTime: 30_000 })).data;
  const order = useQuery(trpc.collections.list.queryOptions()).data;
  const count = filterKeys.filter((key) => key !== "collectionId" && where[key] !== undefined).length;

  function set(change: Partial<DocumentFilter>) {
    const next = { ...where, ...change };
    go({ where: Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined)) });
  }
  const choices: [keyof DocumentFilter, readonly (string | number)[]][] = [
    ["status", ["ready", "working", "failed"]],
    ["tag", (order?.tags ?? []).map(({ tag }) => tag)],
    ["speaker", facets?.speakers ?? []],
    ["speakerCount", facets?.speakerCounts ?? []],
    ["language", facets?.languages ?? []],
    ["domain", facets?.domains ?? []],
    ["pipelineVersion", facets?.pipelineVersions ?? []],
    ["warning", facets?.warnings ?? []],
  ];
  return (
    <Popover
      title="Filters"
      trigger={
        <Button>
          <SlidersHorizontal aria-hidden />
          Filters{count > 0 && <span className="tabular-nums"> ({count})</span>}
        </Button>
      }
    >
      <div className="grid grid-cols-2 gap-x-3 gap-y-2">
        {choices.map(([key, values]) => (
          <FilterChoice
            key={key}
            filterKey={key}
            values={values}
            value={where[key]}
            onChange={(value) => set({ [key]: value })}
          />
        ))}
        {(["from", "to"] as const).map((key) => (
          <Field key={key} label={filterLabels[key]}>
            {(id) => (
              <input
                id={id}
                type="date"
                min="1970-01-01"
                max="9999-12-31"
                value={where[key] ?? ""}
                onChange={(event) => set({ [key]: event.currentTarget.value || undefined })}
                className={fieldClass}
              />
            )}
          </Field>
        ))}
      </div>
    </Popover>
  );
}

interface FilterChoiceProps {
  filterKey: keyof DocumentFilter;
  values: readonly (string | number)[];
  value: string | number | undefined;
  onChange: (value: string | number | undefined) => void;
}

function FilterChoice({ filterKey, values, value, onChange }: FilterChoiceProps) {
  // What the address names may be gone from the transcripts.
  const offered = value === undefined || values.includes(value) ? values : [value, ...values];
  return (
    <Field label={filterLabels[filterKey]}>
      {(id) => (
        <select
          id={id}
          value={value === undefined ? "" : `=${value}`}
          disabled={offered.length === 0}
          onChange={(event) =>
            onChange(offered.find((each) => `=${each}` === event.currentTarget.value) ?? undefined)
          }
          className={fieldClass}
        >
          <option value="">Any</option>
          {offered.map((each) => (
            <option key={each} value={`=${each}`}>
              {describeFilterValue(filterKey, each)}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

function Field({ label, children }: { label: string; children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="text-muted text-xs">
        {label}
      </label>
      {children(id)}
    </div>
  );
}
