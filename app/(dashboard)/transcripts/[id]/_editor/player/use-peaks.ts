"use client";

import { useQuery } from "@tanstack/react-query";
import { z } from "zod";

const peaksFile = z.object({ peaks: z.array(z.number()) });

async function getPeaks(path: string): Promise<number[]> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`The waveform answered ${response.status}.`);
  return peaksFile.parse(await response.json()).peaks;
}

/** The waveform of the whole recording, a value each tenth of a second. Null until it is there. */
export function usePeaks(path: string | null): readonly number[] | null {
  const peaks = useQuery({
    queryKey: ["peaks", path],
    queryFn: () => getPeaks(path ?? ""),
    enabled: path !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return peaks.data ?? null;
}
