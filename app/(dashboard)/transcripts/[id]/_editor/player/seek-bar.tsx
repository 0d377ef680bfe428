"use client";

import { useEffect, useRef } from "react";
import { formatClock } from "@/app/_format/format-clock";
import { ChapterMarks } from "../summary/chapter-marks";
import type { Playback } from "./playback";
import { Waveform } from "./waveform";

interface SeekBarProps {
  playback: Playback;
  durationMs: number;
  peaks: readonly number[] | null;
}

/** The waveform, what was heard of it coloured, with an ordinary slider on top: mouse, touch and keys come free. */
export function SeekBar({ playback, durationMs, peaks }: SeekBarProps) {
  const slider = useRef<HTMLInputElement>(null);
  const heard = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let lastSecond = -1;
    let lastShare = "";
    return playback.followTime((timeMs) => {
      const share = durationMs > 0 ? Math.min(1, timeMs / durationMs) : 0;
      // About a pixel: less is not seen, and would be painted anew with every frame.
      const left = (100 - share * 100).toFixed(1);
      if (left !== lastShare) heard.current?.style.setProperty("clip-path", `inset(0 ${left}% 0 0)`);
      lastShare = left;
      const second = Math.floor(timeMs / 1_000);
      if (!slider.current || second === lastSecond) return;
      lastSecond = second;
      slider.current.value = String(timeMs);
      slider.current.setAttribute("aria-valuetext", `${formatClock(timeMs)} of ${formatClock(durationMs)}`);
    });
  }, [playback, durationMs]);

  return (
    <div className="relative h-10 rounded has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:outline-offset-2">
      <div aria-hidden="true" className="absolute inset-0 text-line-strong/60">
        <Waveform peaks={peaks} />
      </div>
      <div
        ref={heard}
        aria-hidden="true"
        className="absolute inset-0 text-accent"
        style={{ clipPath: "inset(0 100% 0 0)" }}
      >
        <Waveform peaks={peaks} />
      </div>
      <ChapterMarks durationMs={durationMs} />
      <input
        ref={slider}
        type="range"
        aria-label="Position"
        min={0}
        max={Math.max(1, durationMs)}
        step={1_000}
        defaultValue={0}
        onInput={(event) => playback.seek(Number(event.currentTarget.value))}
        className="absolute inset-0 h-full w-full cursor-pointer appearance-none bg-transparent opacity-0 outline-none"
      />
    </div>
  );
}
