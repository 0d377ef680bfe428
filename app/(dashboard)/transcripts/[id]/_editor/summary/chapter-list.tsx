"use client";

import { useEffect, useRef } from "react";
import { formatClock } from "@/app/_format/format-clock";
import type { SummaryView } from "@/server/summaries/schema";
import { useEditor } from "../editor-context";
import { showPlace } from "../quality/show-place";

/** Where the subject changes; the one that is heard is marked. */
export function ChapterList({ chapters }: Pick<SummaryView, "chapters">) {
  const editor = useEditor();
  const list = useRef<HTMLOListElement>(null);
  const { playback } = editor;

  useEffect(() => {
    let shown = -1;
    return playback.followTime((timeMs) => {
      const next = chapters.findLastIndex(({ startMs }) => startMs <= timeMs);
      if (next === shown) return;
      // Only what changes is touched: time passes many times a second.
      const buttons = list.current?.querySelectorAll("button");
      buttons?.[shown]?.removeAttribute("aria-current");
      buttons?.[next]?.setAttribute("aria-current", "true");
      shown = next;
    });
  }, [playback, chapters]);

  return (
    <section className="border-line border-t py-2">
      <h3 className="px-4 py-1 font-medium text-xs">
        Chapters <span className="font-normal text-muted tabular-nums">{chapters.length}</span>
      </h3>
      <ol ref={list} aria-label="Chapters">
        {chapters.map(({ firstWord, title, startMs }) => (
          <li key={firstWord} className="px-2">
            <button
              type="button"
              className="flex w-full items-baseline gap-2 rounded px-2 py-1 text-left hover:bg-sunken aria-[current]:bg-accent-soft"
              onClick={() => showPlace(editor, startMs)}
            >
              <span className="shrink-0 text-accent text-xs tabular-nums underline">
                {formatClock(startMs)}
              </span>
              <bdi className="min-w-0 break-words">{title}</bdi>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
