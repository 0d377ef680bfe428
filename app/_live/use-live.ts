"use client";

import { createContext, useContext, useEffect, useRef, useSyncExternalStore } from "react";
import type { LiveEvent, LiveWatchInput } from "@/server/api/live-schema";
import type { LiveStream } from "./live-stream";
import { progressStore } from "./progress-store";

export const LiveContext = createContext<LiveStream | null>(null);

function useLiveStream(): LiveStream {
  const stream = useContext(LiveContext);
  if (!stream) throw new Error("LiveProvider is missing");
  return stream;
}

/** Watches while the component is shown. What moved is asked for again without further ado; `onEvent` is for
 * what a page does besides. */
export function useLive(interest: LiveWatchInput, onEvent?: (event: LiveEvent) => void): void {
  const stream = useLiveStream();
  const key = JSON.stringify(interest);
  const latest = useRef(onEvent);
  useEffect(() => {
    latest.current = onEvent;
  });
  useEffect(
    () => stream.watch(JSON.parse(key) as LiveWatchInput, (event) => latest.current?.(event)),
    [stream, key],
  );
}

const slowPollMs = 5_000;
/** A status that moved while nobody could tell, however unlikely, is seen at last. */
const safetyPollMs = 30_000;

/** How often a query is asked again by itself: rarely while the stream is open, every few seconds without it. */
export function useLiveInterval(): number {
  const stream = useLiveStream();
  const connected = useSyncExternalStore(stream.subscribe, stream.isConnected, () => false);
  return connected ? safetyPollMs : slowPollMs;
}

export function useStepProgress(batchId: string, sourceIndex: number) {
  return useSyncExternalStore(
    progressStore.subscribe,
    () => progressStore.find(batchId, sourceIndex),
    () => null,
  );
}
