"use client";

import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef } from "react";
import { formatClock } from "@/app/_format/format-clock";
import type { SpokenTurn } from "@/core/transcript/speaker-statistics";
import type { Speaker } from "@/core/transcript/types";
import { useEditor } from "../editor-context";
import { findSpeakerColour, SpeakerName } from "./speaker-name";
import { drawStripPath, findPressed, findTurnAt, stripCells } from "./speaker-strips";
import type { SpeakerFacts } from "./use-speaker-facts";

interface SpeakerTimelineProps {
  speakers: readonly Speaker[];
  facts: SpeakerFacts;
}

/** Who speaks when: a strip a speaker, all of the same length of time, and the playhead through all of them. Each strip
 * is a slider over the turns of its speaker. */
export function SpeakerTimeline({ speakers, facts }: SpeakerTimelineProps) {
  const { playback } = useEditor();
  const playhead = useRef<HTMLDivElement>(null);
  const { durationMs } = facts;
  useEffect(() => {
    let last = "";
    return playback.followTime((timeMs) => {
      const share = durationMs > 0 ? Math.min(1, timeMs / durationMs) : 0;
      const left = `${(share * 100).toFixed(1)}%`;
      if (left !== last) playhead.current?.style.setProperty("left", left);
      last = left;
    });
  }, [playback, durationMs]);

  const spoken = speakers.filter(({ id }) => facts.turns.has(id));
  if (spoken.length === 0 || durationMs === 0) return null;
  return (
    <section aria-label="Who speaks when" className="border-line border-b px-4 py-3">
      <div className="relative grid grid-cols-[6.5rem_minmax(0,1fr)] items-center gap-x-2 gap-y-1">
        {spoken.map((speaker) => (
          <SpeakerStrip
            key={speaker.id}
            speaker={speaker}
            turns={facts.turns.get(speaker.id) ?? []}
            overlaps={facts.overlaps.get(speaker.id) ?? noOverlaps}
            durationMs={durationMs}
          />
        ))}
        <div aria-hidden className="pointer-events-none absolute inset-y-0 right-0 left-28">
          <div
            ref={playhead}
            data-playhead
            className="absolute inset-y-0 left-0 w-0.5 -translate-x-px bg-danger"
          />
        </div>
      </div>
      <p aria-hidden className="mt-1 flex justify-between pl-28 text-muted text-xs tabular-nums">
        <span>0:00</span>
        <span>{formatClock(durationMs)}</span>
      </p>
      {spoken.some(({ id }) => facts.overlaps.has(id)) && (
        <p className="mt-1 flex items-center gap-1.5 pl-28 text-muted text-xs">
          <span aria-hidden className="h-1 w-4 shrink-0 bg-ink" />
          Several people speak at once
        </p>
      )}
    </section>
  );
}

/** Of a strip's height, of the bar that tells of overlaps. */
const overlapHeight = 0.25;
const noOverlaps: SpeakerStripProps["overlaps"] = [];

interface SpeakerStripProps {
  speaker: Speaker;
  turns: readonly SpokenTurn[];
  overlaps: readonly { startMs: number; endMs: number }[];
  durationMs: number;
}

function SpeakerStrip({ speaker, turns, overlaps, durationMs }: SpeakerStripProps) {
  const { playback, list } = useEditor();
  const strip = useRef<HTMLDivElement>(null);
  const path = useMemo(() => drawStripPath(turns, durationMs), [turns, durationMs]);
  const overlapPath = useMemo(() => drawStripPath(overlaps, durationMs), [overlaps, durationMs]);

  useEffect(() => {
    let last = -2;
    return playback.followTime((timeMs) => {
      const at = findTurnAt(turns, timeMs);
      if (at === last || !strip.current) return;
      last = at;
      strip.current.setAttribute("aria-valuenow", String(at + 1));
      strip.current.setAttribute("aria-valuetext", describeTurn(turns, at));
    });
  }, [playback, turns]);

  /** A recording that cannot be played has its lines all the same. */
  function goTo(timeMs: number, turn: SpokenTurn | undefined) {
    if (turn) list.show(turn.segmentId);
    playback.seek(timeMs);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const at = findTurnAt(turns, playback.timeMs);
    const next = {
      ArrowRight: at + 1,
      ArrowUp: at + 1,
      // From the middle of a turn first to its start.
      ArrowLeft: playback.timeMs > (turns[at]?.startMs ?? 0) + restartMs ? at : at - 1,
      ArrowDown: playback.timeMs > (turns[at]?.startMs ?? 0) + restartMs ? at : at - 1,
      Home: 0,
      End: turns.length - 1,
    }[event.key];
    if (next === undefined) {
      if (event.key !== "Enter") return;
      playback.toggle();
    } else {
      const turn = turns[Math.min(turns.length - 1, Math.max(0, next))];
      if (turn) goTo(turn.startMs, turn);
    }
    event.preventDefault();
  }

  function onPointerDown(event: PointerEvent<HTMLDivElement>) {
    if (event.button !== 0) return;
    const { left, width } = event.currentTarget.getBoundingClientRect();
    if (width === 0) return;
    const msPerPx = durationMs / width;
    const pressedMs = Math.min(durationMs, Math.max(0, (event.clientX - left) * msPerPx));
    const timeMs = findPressed(turns, pressedMs, msPerPx);
    const turn = turns[findTurnAt(turns, timeMs)];
    if (turn?.startMs === timeMs) goTo(timeMs, turn);
    else {
      playback.seek(timeMs);
      list.setFollowing(true);
    }
  }

  return (
    <>
      <SpeakerName speaker={speaker} className="text-xs" />
      <div
        ref={strip}
        role="slider"
        tabIndex={0}
        aria-label={`Turns of ${speaker.label}`}
        aria-valuemin={0}
        aria-valuemax={turns.length}
        aria-valuenow={0}
        onKeyDown={onKeyDown}
        onPointerDown={onPointerDown}
        className="h-5 cursor-pointer touch-pan-y rounded-sm bg-sunken"
      >
        <svg
          aria-hidden="true"
          viewBox={`0 0 ${stripCells} 1`}
          preserveAspectRatio="none"
          className="h-full w-full"
          style={{ color: `var(--speaker-${findSpeakerColour(speaker.id)})` }}
        >
          <path d={path} fill="currentColor" shapeRendering="crispEdges" />
          {overlapPath && (
            <path
              data-overlaps
              d={overlapPath}
              transform={`translate(0 ${1 - overlapHeight}) scale(1 ${overlapHeight})`}
              className="fill-ink"
              shapeRendering="crispEdges"
            />
          )}
        </svg>
      </div>
    </>
  );
}

/** A key pressed later than this into a turn means its start. */
const restartMs = 1_000;

function describeTurn(turns: readonly SpokenTurn[], at: number): string {
  const turn = turns[at];
  if (!turn) return `Before the first of ${turns.length.toLocaleString("en")}`;
  const place = `Turn ${(at + 1).toLocaleString("en")} of ${turns.length.toLocaleString("en")}`;
  return `${place}, ${formatClock(turn.startMs)} to ${formatClock(turn.endMs)}`;
}
