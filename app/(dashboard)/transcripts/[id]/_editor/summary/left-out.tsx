"use client";

import type { SummaryView } from "@/server/summaries/schema";
import { describeDrop } from "./describe-summary";
import { TimeLink } from "./time-link";

const mostShown = 50;

/** What a model wrote that its sources do not say, and what it gave no answer on. */
export function LeftOut({ dropped, gaps }: Pick<SummaryView, "dropped" | "gaps">) {
  if (dropped.length + gaps.length === 0) return null;
  return (
    <section className="border-line border-t py-2">
      {gaps.length > 0 && (
        <>
          <h3 className="px-4 py-1 font-medium text-xs">Not summarised</h3>
          <ul aria-label="Not summarised">
            {gaps.map(({ startMs, sentence }) => (
              <li key={startMs} className="flex items-baseline gap-2 px-4 py-1">
                <TimeLink startMs={startMs} says={sentence} />
                <span className="min-w-0 break-words text-muted text-xs">{sentence}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {dropped.length > 0 && (
        <details className="px-4 py-1">
          <summary className="w-fit cursor-pointer rounded text-muted text-xs hover:text-ink">
            {dropped.length === 1
              ? "1 statement was left out: the text does not say it"
              : `${dropped.length.toLocaleString("en")} statements were left out: the text does not say them`}
          </summary>
          <ul aria-label="Left out" className="pt-1">
            {dropped.slice(0, mostShown).map(({ text, reason, startMs }, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the same may be said twice; the list never changes
              <li key={at} className="py-1 text-muted text-xs">
                <bdi className="break-words line-through">{text.slice(0, 300)}</bdi> – {describeDrop(reason)}{" "}
                {startMs !== null && <TimeLink startMs={startMs} says={text} />}
              </li>
            ))}
            {dropped.length > mostShown && (
              <li className="text-muted text-xs">and {dropped.length - mostShown} more</li>
            )}
          </ul>
        </details>
      )}
    </section>
  );
}
