"use client";

import { usePathname, useRouter } from "next/navigation";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { type TrpcClient, useTrpcClient } from "@/app/_trpc/client";
import type { EndedSince } from "@/server/batches/schema";
import { describeEnd } from "./describe-end";
import { holdLooking, isLookedAt } from "./looking";
import { notifyStore } from "./notify-store";
import { deriveSinceMs, takeAnswer, toldBatches } from "./told-batches";

/** The live stream is closed while a tab is hidden, which is when this is wanted most; keeping it open for that would
 * hold a connection for each tab and bring every progress event. Two small queries a few times a minute, by one tab
 * of the browser, tell as much. (Browsers let a tab that is hidden for long ask once a minute.) */
const workingMs = 5_000;
const idleMs = 20_000;

/** Shows a notification when a batch ends that nobody looks at. Of all tabs of a browser one does it: whichever holds
 * the lock; when it is closed the next one takes over. */
export function BatchEndWatcher() {
  const client = useTrpcClient();
  const router = useRouter();
  const path = usePathname();
  const state = useSyncExternalStore(
    notifyStore.subscribe,
    notifyStore.getSnapshot,
    notifyStore.getServerSnapshot,
  );
  const open = useRef((batchId: string) => router.push(`/batches/${batchId}`));

  useEffect(() => {
    if (state !== "on") return;
    let leave = () => {};
    const follow = () => {
      leave();
      leave = document.visibilityState === "visible" ? holdLooking(path) : () => {};
    };
    follow();
    document.addEventListener("visibilitychange", follow);
    return () => {
      document.removeEventListener("visibilitychange", follow);
      leave();
    };
  }, [path, state]);

  useEffect(() => {
    if (state !== "on") return;
    const controller = new AbortController();
    const { signal } = controller;
    navigator.locks
      .request("trax-notify", { signal }, () => watchEnds(client, signal, open.current))
      // Aborted while it waited for its turn.
      .catch(() => {});
    return () => controller.abort();
  }, [client, state]);

  return null;
}

async function watchEnds(client: TrpcClient, signal: AbortSignal, open: (id: string) => void): Promise<void> {
  while (!signal.aborted) {
    let waitMs = idleMs;
    try {
      const before = toldBatches.find();
      const sinceMs = deriveSinceMs(before, Date.now());
      const answer = await client.batches.endedSince.query({ sinceMs }, { signal });
      const { news, state } = takeAnswer(sinceMs === null ? null : before, answer);
      toldBatches.update(state);
      for (const batch of news) if (!(await isLookedAt(batch.id))) show(batch, open);
      if (answer.working > 0) waitMs = workingMs;
    } catch {
      // The server is away, or the page is being left; asked again all the same.
    }
    await rest(waitMs, signal);
  }
}

function rest(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
  });
}

function show(batch: EndedSince["ended"][number], open: (id: string) => void): void {
  const { title, body } = describeEnd(batch);
  // With a tag the same batch takes the place of its own earlier notification.
  const notification = new Notification(title, { body, tag: `trax-batch-${batch.id}`, icon: "/icon.svg" });
  notification.onclick = () => {
    window.focus();
    open(batch.id);
    notification.close();
  };
}
