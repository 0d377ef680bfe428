"use client";

import { useId } from "react";
import { When } from "@/app/_format/when";
import { Notice } from "@/app/_ui/notice";
import type { SummaryView } from "@/server/summaries/schema";
import { describeSummaryMaking } from "./describe-summary";

type Made = Pick<SummaryView, "id" | "templateTitle" | "engine" | "model" | "createdAt">;

interface SummaryFactsProps {
  summary: SummaryView;
  /** Newest first. */
  made: readonly Made[];
  onChoose: (summaryId: string) => void;
}

/** By what the summary was made, and which others there are. */
export function SummaryFacts({ summary, made, onChoose }: SummaryFactsProps) {
  const id = useId();
  return (
    <div className="flex flex-col gap-2 px-4 pb-3">
      <p className="text-pretty">
        {describeSummaryMaking(summary)}{" "}
        <span className="text-muted text-xs">
          <When at={summary.createdAt} />
        </span>
      </p>
      {summary.isOutdated && (
        <Notice>The text has changed since. Summarise again to have what it says now.</Notice>
      )}
      {made.length > 1 && (
        <div className="flex items-center gap-2">
          <label htmlFor={id} className="shrink-0 text-muted text-xs">
            Shown
          </label>
          <select
            id={id}
            value={summary.id}
            className="h-8 min-w-0 flex-1 rounded-md border border-line-strong/60 bg-surface px-2"
            onChange={(event) => onChoose(event.currentTarget.value)}
          >
            {made.map((one) => (
              <option key={one.id} value={one.id}>
                {nameSummary(one)}
              </option>
            ))}
          </select>
        </div>
      )}
    </div>
  );
}

/** The time first: of equal ones it alone tells them apart, and a narrow field cuts the end off. */
function nameSummary({ templateTitle, engine, model, createdAt }: Made): string {
  const at = createdAt.toLocaleString("en-GB", {
    ...{ day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
  });
  return `${at}: ${templateTitle}${engine === "rules" ? "" : `, ${model}`}`;
}
