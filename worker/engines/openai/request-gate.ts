import { setMaxListeners } from "node:events";
import { createFairQueue } from "../fair-queue";

export interface GateStops {
  signal: AbortSignal;
  /** Ends only what waits. */
  softStop?: AbortSignal;
}

/** Lets so many requests to a server through at once, files taking turns, and none while the server asked for quiet. */
export interface RequestGate {
  /** @throws the reason of whichever signal ends the wait */
  pass<T>(group: string, stops: GateStops, act: () => Promise<T>): Promise<T>;
  /** Nobody is let through for so long. What is under way goes on. */
  closeFor(ms: number): void;
}

interface Waiting {
  open(): void;
}

export function createRequestGate(limit: number): RequestGate {
  const queue = createFairQueue<Waiting>();
  let under = 0;
  let opensAtMs = 0;
  let timer: NodeJS.Timeout | undefined;

  function pump(): void {
    clearTimeout(timer);
    const closedMs = opensAtMs - performance.now();
    if (closedMs > 0) {
      if (queue.size() > 0) timer = setTimeout(pump, closedMs + 1);
      return;
    }
    while (under < limit) {
      const next = queue.take();
      if (!next) return;
      under += 1;
      next.open();
    }
  }

  function waitForTurn(group: string, { signal, softStop }: GateStops): Promise<void> {
    return new Promise((resolve, reject) => {
      const stops = softStop ? [signal, softStop] : [signal];
      const settle = () => {
        for (const stop of stops) stop.removeEventListener("abort", onStop);
      };
      const waiting: Waiting = {
        open() {
          settle();
          resolve();
        },
      };
      const onStop = () => {
        const stopped = stops.find(({ aborted }) => aborted);
        if (!stopped || !queue.remove(waiting)) return;
        settle();
        reject(stopped.reason);
      };
      queue.add(group, waiting);
      for (const stop of stops) {
        // As many wait under one signal as may ask at once.
        setMaxListeners(0, stop);
        stop.addEventListener("abort", onStop);
      }
      onStop();
      pump();
    });
  }

  return {
    async pass(group, stops, act) {
      await waitForTurn(group, stops);
      try {
        return await act();
      } finally {
        under -= 1;
        pump();
      }
    },
    closeFor(ms) {
      opensAtMs = Math.max(opensAtMs, performance.now() + ms);
    },
  };
}
