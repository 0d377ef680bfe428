"use client";

import { useQuery } from "@tanstack/react-query";
import { formatDuration } from "@/app/_format/format-duration";
import { When } from "@/app/_format/when";
import { useTrpc } from "@/app/_trpc/client";
import { QueryNotice } from "@/app/_trpc/query-notice";
import { SidePanel } from "@/app/_ui/side-panel";
import { Skeleton } from "@/app/_ui/skeleton";
import type { TaskType, WorkStatus } from "@/core/status/transitions";
import type { SourceLog, SourceView } from "@/server/batches/schema";

const stepNames: Record<TaskType, string> = {
  youtube: "Looking at the link",
  download: "Downloading",
  preprocess: "Reading the sound",
  transcribe: "Transcribing",
  enhance: "Improving the text",
};

/** One of another version is shown as it is. */
const nameOfStep = (taskType: string) => (stepNames as Record<string, string>)[taskType] ?? taskType;
const eventNames: Record<WorkStatus, string> = {
  pending: "waits again",
  running: "began",
  completed: "done",
  failed: "failed",
  retrying: "went wrong and is tried again",
  cancelled: "cancelled",
};

interface SourceLogPanelProps {
  source: SourceView | null;
  onClose: () => void;
  onReturnFocus: () => void;
}

/** What happened to a source, in order, for whoever wonders why it is where it is. */
export function SourceLogPanel({ source, onClose, onReturnFocus }: SourceLogPanelProps) {
  const trpc = useTrpc();
  const { batchId = "", sourceIndex = 0 } = source ?? {};
  const log = useQuery(
    trpc.batches.sourceLog.queryOptions({ batchId, sourceIndex }, { enabled: source !== null }),
  );
  return (
    <SidePanel
      open={source !== null}
      onOpenChange={(open) => open || onClose()}
      title={source?.fileName ?? ""}
      description="What happened to it, in order"
      onReturnFocus={onReturnFocus}
    >
      <QueryNotice query={log} className="mb-3" />
      {log.isPending && <Skeleton rows={4} />}
      {log.data && <Log log={log.data} />}
    </SidePanel>
  );
}

function Log({ log }: { log: SourceLog }) {
  const costs = log.steps.filter((step) => step.processingTimeSeconds !== null);
  return (
    <>
      <ol aria-label="Log" className="flex flex-col gap-3 border-line border-l pl-4">
        <li>
          <p>Added</p>
          <p className="text-muted text-xs">
            <When at={log.addedAt} />
          </p>
        </li>
        {log.events.map((event) => (
          <li key={event.id}>
            <p>
              {nameOfStep(event.taskType)}: {eventNames[event.status]}
            </p>
            {event.sentence && <p className="text-pretty text-danger text-xs">{event.sentence}</p>}
            <p className="text-muted text-xs tabular-nums">
              <When at={event.at} />
              {event.attempt > 1 && `, attempt ${event.attempt}`}
              {event.host && `, on ${event.host}`}
            </p>
          </li>
        ))}
      </ol>
      {log.events.length === 0 && (
        <p className="mt-3 text-muted">Nothing has happened to it since. It waits for its turn.</p>
      )}
      {costs.length > 0 && (
        <dl className="mt-5 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 border-line border-t pt-4 text-xs">
          {costs.map((step) => (
            <Cost key={step.taskType} step={step} />
          ))}
        </dl>
      )}
    </>
  );
}

function Cost({ step }: { step: SourceLog["steps"][number] }) {
  const parts = [
    `took ${formatDuration(step.processingTimeSeconds ?? 0)}`,
    step.peakMemoryMb !== null && `at most ${Math.round(step.peakMemoryMb)} MB of memory`,
    step.cpuSeconds !== null && `${formatDuration(step.cpuSeconds)} of processor time`,
  ];
  return (
    <>
      <dt className="text-muted">{nameOfStep(step.taskType)}</dt>
      <dd className="tabular-nums">{parts.filter(Boolean).join(", ")}</dd>
    </>
  );
}
