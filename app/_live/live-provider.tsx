"use client";

import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { useTrpc, useTrpcClient } from "@/app/_trpc/client";
import { createThrottle } from "./create-throttle";
import { LiveStream, type OpenStream } from "./live-stream";
import { progressStore } from "./progress-store";
import { LiveContext } from "./use-live";

/** Many statuses move at once when a large batch is cancelled; the page asks once for all of them. */
const askAgainMs = 1_000;

export function LiveProvider({ children }: { children: ReactNode }) {
  const client = useTrpcClient();
  const queryClient = useQueryClient();
  const trpc = useTrpc();

  const [stream] = useState(() => {
    const askAgain = createThrottle(() => {
      // Segments are the editor's own business: it must not lose what is being typed.
      void queryClient.invalidateQueries(trpc.batches.pathFilter());
      void queryClient.invalidateQueries(trpc.workers.list.pathFilter());
      void queryClient.invalidateQueries(trpc.queue.pathFilter());
      void queryClient.invalidateQueries(trpc.transcripts.get.pathFilter());
      void queryClient.invalidateQueries(trpc.transcripts.list.pathFilter());
      void queryClient.invalidateQueries(trpc.transcripts.partial.pathFilter());
    }, askAgainMs);

    const open: OpenStream = (input, handlers) => {
      const subscription = client.live.watch.subscribe(input, {
        onData: (event) => {
          progressStore.update(event);
          if (event.kind === "status" || event.kind === "gap") askAgain();
          handlers.onEvent(event);
        },
        onConnectionStateChange: ({ state }) => {
          if (state === "pending") handlers.onOpen();
          else if (state === "connecting") handlers.onLost();
        },
        onError: handlers.onEnd,
        onComplete: handlers.onEnd,
      });
      return () => subscription.unsubscribe();
    };
    return new LiveStream(open, askAgain);
  });

  useEffect(() => {
    const follow = () => stream.setVisible(document.visibilityState === "visible");
    follow();
    document.addEventListener("visibilitychange", follow);
    return () => document.removeEventListener("visibilitychange", follow);
  }, [stream]);

  return <LiveContext.Provider value={stream}>{children}</LiveContext.Provider>;
}
