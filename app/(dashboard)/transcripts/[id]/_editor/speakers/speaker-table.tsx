"use client";

import { formatClock } from "@/app/_format/format-clock";
import type { SpeakerStatistics } from "@/core/transcript/speaker-statistics";
import type { Speaker } from "@/core/transcript/types";
import { SpeakerName } from "./speaker-name";
import type { SpeakerFacts } from "./use-speaker-facts";

/** `note`: what the head is short for. */
const columns: { head: string; note?: string; read: (one: SpeakerStatistics) => string }[] = [
  { head: "Time", read: ({ talkMs }) => formatClock(talkMs) },
  { head: "Share", read: ({ share }) => `${Math.round(share * 100)} %` },
  { head: "Turns", read: ({ turns }) => turns.toLocaleString("en") },
  {
    head: "Words / min",
    note: "Words a minute of talk time",
    read: ({ wordsPerMinute }) => (wordsPerMinute === null ? "–" : `${Math.round(wordsPerMinute)}`),
  },
  {
    head: "Interrupts",
    note: "Turns that begin while another one speaks",
    read: ({ interruptions }) => interruptions.toLocaleString("en"),
  },
  { head: "Longest", note: "Longest turn", read: ({ longestTurnMs }) => formatClock(longestTurnMs) },
];

interface SpeakerTableProps {
  speakers: readonly Speaker[];
  facts: SpeakerFacts;
}

/** How much each one speaks, in figures. */
export function SpeakerTable({ speakers, facts }: SpeakerTableProps) {
  const rows = speakers.flatMap((speaker) => {
    const one = facts.statistics.get(speaker.id);
    return one ? [{ speaker, one }] : [];
  });
  if (rows.length === 0) return null;
  return (
    <section
      aria-label="Figures by speaker"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, by keys, too
      tabIndex={0}
      className="overflow-x-auto overscroll-x-contain border-line border-t px-4 py-3 outline-offset-[-2px]"
    >
      <table className="w-full border-collapse wrap-normal text-right text-xs tabular-nums">
        <thead className="text-muted">
          <tr className="align-bottom">
            <th scope="col" className="sticky left-0 bg-surface pr-2 pb-1 text-left font-normal">
              Speaker
            </th>
            {columns.map(({ head, note }) => (
              <th key={head} scope="col" title={note} className="pb-1 pl-2.5 font-normal">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ speaker, one }) => (
            <tr key={speaker.id} className="border-line border-t">
              <th
                scope="row"
                className="sticky left-0 min-w-20 max-w-24 bg-surface py-1 pr-2 text-left font-medium"
              >
                <SpeakerName speaker={speaker} className="max-w-full" />
              </th>
              {columns.map(({ head, read }) => (
                <td key={head} className="whitespace-nowrap py-1 pl-2.5">
                  {read(one)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
