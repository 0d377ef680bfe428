import { setTimeout as delay } from "node:timers/promises";
import { listSources } from "@/server/batches/data";
import type { SourceView } from "@/server/batches/schema";
import { getLiveHub } from "@/server/jobs/live-hub";
import { TraxError } from "@/server/platform/errors";
import type { CommandContext } from "./run-command";

export interface FollowedSource {
  batchId: string;
  sourceIndex: number;
}

/** Notices bring changes at once; progress, and notices that got lost, are asked for this often. */
const ASK_MS = 1_000;
/** A database that was killed is brought back by its supervisor within seconds. */
const DATABASE_PATIENCE_MS = 60_000;

/** A text that is heard a second time is whole when both hearings are merged, and one whose speakers are wanted when they
 * are found. */
export function isEnded({ stage, hearing, diarization }: SourceView): boolean {
  if ([hearing, diarization].some((work) => work && work.state !== "failed")) return false;
  return stage === "processed" || stage === "failed" || stage === "cancelled";
}

/** Watches sources until all have ended, or the command is told to stop.
 * @param onChange called with all of them, in the order asked for, at every look
 * @throws TraxError DATABASE_UNREACHABLE, and what keeps a worker of ours from starting */
export async function followSources(
  context: CommandContext,
  followed: FollowedSource[],
  onChange: (sources: SourceView[]) => Promise<void>,
): Promise<SourceView[]> {
  const batchIds = [...new Set(followed.map(({ batchId }) => batchId))];
  let wake: () => void = () => {};
  const unsubscribe = getLiveHub().subscribe((notice) => {
    if (notice.kind === "edited") return;
    if (notice.kind === "gap" || batchIds.includes(notice.batchId)) wake();
  });
  const stopped = aborted(context.signal);
  let answeredMs = Date.now();
  try {
    for (;;) {
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      let sources: SourceView[] | null = null;
      try {
        sources = pick(await listSources(context.ownerId, { batchIds }), followed);
        answeredMs = Date.now();
      } catch (error) {
        if (Date.now() - answeredMs > DATABASE_PATIENCE_MS) throw unreachable(error);
      }
      if (sources) await onChange(sources);
      if (context.signal.aborted || sources?.every(isEnded)) return sources ?? [];
      if (sources) await context.ensureWorker();
      await Promise.race([woken, delay(ASK_MS), stopped]);
    }
  } finally {
    unsubscribe();
  }
}

function pick(found: SourceView[], followed: FollowedSource[]): SourceView[] {
  const byKey = new Map(found.map((source) => [`${source.batchId}:${source.sourceIndex}`, source]));
  return followed.flatMap(({ batchId, sourceIndex }) => byKey.get(`${batchId}:${sourceIndex}`) ?? []);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function unreachable(cause: unknown): TraxError {
  return new TraxError(
    "DATABASE_UNREACHABLE",
    { host: "its address", reason: "it went away; what was submitted is kept." },
    { cause },
  );
}
