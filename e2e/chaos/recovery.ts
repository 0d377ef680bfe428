import type { WorkerFault } from "./faults";
import type { StatusEvent } from "./ledger";
import type { Outage } from "./outages";

/** From each fault to the next run of each item that the worker held then, in milliseconds. An item whose end was
 * committed in spite of the fault needed no other run and does not count; one that never ran again counts as never.
 * While the database itself is down nobody can take over: that time is left out. */
export function listRecoveries(
  events: StatusEvent[],
  faults: WorkerFault[],
  outages: Outage[],
): { fault: WorkerFault; delayMs: number }[] {
  const byItem = new Map<string, StatusEvent[]>();
  for (const event of events) {
    const list = byItem.get(event.itemId);
    if (list) list.push(event);
    else byItem.set(event.itemId, [event]);
  }
  return faults.flatMap((fault) =>
    [...byItem.values()].flatMap((history) => {
      const at = history.findLastIndex((event) => event.atMs <= fault.atMs);
      const held = history[at];
      if (held?.status !== "running" || held.workerId !== fault.workerId) return [];
      if (history[at + 1]?.status === "completed") return [];
      const next = history.find((event, index) => index > at && event.status === "running");
      if (!next) return [{ fault, delayMs: Number.POSITIVE_INFINITY }];
      return [{ fault, delayMs: next.atMs - fault.atMs - outageWithin(outages, fault.atMs, next.atMs) }];
    }),
  );
}

function outageWithin(outages: Outage[], fromMs: number, toMs: number): number {
  return outages.reduce(
    (sum, outage) => sum + Math.max(0, Math.min(toMs, outage.toMs) - Math.max(fromMs, outage.fromMs)),
    0,
  );
}

/** The value that 99 of a hundred do not exceed; 0 of none. */
export function percentile99(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * 0.99) - 1)] ?? 0;
}
