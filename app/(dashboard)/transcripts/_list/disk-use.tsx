"use client";

import { useQuery } from "@tanstack/react-query";
import { formatSize } from "@/app/_format/format-size";
import { useTrpc } from "@/app/_trpc/client";
import { Tip } from "@/app/_ui/tip";

/** What Trax keeps on the disk, in one line, with the parts on hover or focus. */
export function DiskUse() {
  const trpc = useTrpc();
  const use = useQuery(trpc.transcripts.diskUse.queryOptions(undefined, { staleTime: 30_000 }));
  if (!use.data) return null;
  const { sourcesBytes, derivedBytes, exportsBytes, uploadsBytes, modelsBytes, databaseBytes, freeBytes } =
    use.data;
  const parts = [
    `recordings ${formatSize(sourcesBytes)}`,
    `prepared sound ${formatSize(derivedBytes)}`,
    `downloads ${formatSize(exportsBytes)}`,
    `unfinished uploads ${formatSize(uploadsBytes)}`,
    `speech models ${formatSize(modelsBytes)}`,
    `database ${formatSize(databaseBytes)}`,
  ];
  const total = sourcesBytes + derivedBytes + exportsBytes + uploadsBytes + modelsBytes + databaseBytes;
  return (
    <Tip label={`In use: ${parts.join(", ")}. The trash counts too.`}>
      <button type="button" className="rounded text-muted tabular-nums">
        {formatSize(total)} in use, {formatSize(freeBytes)} free on the disk
      </button>
    </Tip>
  );
}
