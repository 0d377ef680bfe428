"use client";

import type { SummaryView } from "@/server/summaries/schema";
import { TimeLink } from "./time-link";

/** Statements by section, each with the places that it rests on. */
export function SectionList({ sections }: Pick<SummaryView, "sections">) {
  return sections.map(({ id, title, statements }) => (
    <section key={id} className="border-line border-t py-2">
      <h3 className="px-4 py-1 font-medium text-xs">{title}</h3>
      {statements.length === 0 ? (
        <p className="px-4 text-muted text-xs">Nothing of this kind was found.</p>
      ) : (
        <ul aria-label={title}>
          {statements.map(({ text, sources }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the same may be said twice; the list never changes
            <li key={at} className="px-4 py-1.5">
              <bdi className="text-pretty break-words">{text}</bdi>{" "}
              <span className="inline-flex flex-wrap gap-x-2">
                {sources.map(({ firstWord, startMs, quote }) => (
                  <TimeLink key={firstWord} startMs={startMs} says={quote} />
                ))}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  ));
}
