"use client";

import { useEffect, useState } from "react";
import { formatClock } from "@/app/_format/format-clock";
import type { Playback } from "./playback";

/** Drawn again once a second, not with every frame. */
export function Clock({ playback, durationMs }: { playback: Playback; durationMs: number }) {
  const [second, setSecond] = useState(0);
  useEffect(() => playback.followTime((timeMs) => setSecond(Math.floor(timeMs / 1_000))), [playback]);
  return (
    <span className="whitespace-nowrap text-muted text-xs tabular-nums">
      <span className="text-ink">{formatClock(second * 1_000)}</span> / {formatClock(durationMs)}
    </span>
  );
}
