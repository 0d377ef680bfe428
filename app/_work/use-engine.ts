"use client";

import { useQuery } from "@tanstack/react-query";
import { useTrpc } from "@/app/_trpc/client";
import type { EngineId } from "@/server/batches/schema";

/** The engines that can be chosen, and the one that is.
 * @param value undefined: whichever is the default. One that was remembered from a time when it was set up leaves nothing
 * chosen; what is sent with it then says why. */
export function useEngine(value: EngineId | undefined) {
  const trpc = useTrpc();
  const status = useQuery(trpc.workers.status.queryOptions());
  const engines = status.data?.engines ?? [];
  return { engines, chosen: engines.find(({ id, isDefault }) => (value ? id === value : isDefault)) };
}
