import { type BatchStatus, batchStatuses } from "@/core/status/transitions";

/** The status filter, as the address says it; undefined for all. */
export function parseStatus(value: unknown): BatchStatus | undefined {
  return batchStatuses.find((status) => status === value);
}

export function serializeStatus(status: BatchStatus | undefined): string {
  return status ? `/batches?status=${status}` : "/batches";
}

export function batchesQuery(status: BatchStatus | undefined) {
  return [
    { status, limit: 30 },
    { getNextPageParam: (page: { nextCursor: string | null }) => page.nextCursor },
  ] as const;
}
