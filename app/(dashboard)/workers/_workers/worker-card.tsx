"use client";

import Link from "next/link";
import { formatDuration } from "@/app/_format/format-duration";
import { formatSize } from "@/app/_format/format-size";
import { When } from "@/app/_format/when";
import { Badge, type BadgeTone } from "@/app/_ui/badge";
import { cn } from "@/app/_ui/cn";
import { ProgressBar } from "@/app/_ui/progress-bar";
import type { WorkerDetail, WorkerRun } from "@/server/workers/schema";

const states: Record<WorkerDetail["state"], { text: string; tone: BadgeTone }> = {
  alive: { text: "Running", tone: "ok" },
  silent: { text: "No sign of life", tone: "danger" },
  stopped: { text: "Stopped", tone: "plain" },
};

const steps: Record<string, string> = {
  youtube: "Looking at the link",
  download: "Downloading",
  preprocess: "Reading the sound",
  transcribe: "Transcribing",
};

/** One worker: where it runs, what it has to work with, and what it works on. */
export function WorkerCard({ worker }: { worker: WorkerDetail }) {
  const { text, tone } = states[worker.state];
  const isStopped = worker.state === "stopped";
  return (
    <li
      className={cn(
        "overflow-hidden rounded-xl border border-line bg-surface",
        isStopped && "bg-sunken/50 text-muted",
      )}
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 pt-2.5">
        <h2 className="min-w-0 break-all font-semibold">{worker.host}</h2>
        <Badge tone={tone}>{text}</Badge>
        <span className="text-muted text-xs tabular-nums sm:ml-auto">
          {isStopped && worker.stoppedAt ? (
            <>
              Stopped <When at={worker.stoppedAt} />
            </>
          ) : (
            <HeartBeat at={worker.heartbeatAt} />
          )}
        </span>
      </div>
      <p className="px-3 pt-0.5 pb-2.5 text-muted text-xs tabular-nums">
        {[
          `Process ${worker.pid}`,
          `version ${worker.version}`,
          count(worker.slots, "engine slot"),
          ...(worker.ioSlots > 0 ? [count(worker.ioSlots, "I/O slot")] : []),
          ...(worker.memoryBytes === null ? [] : [`${formatSize(worker.memoryBytes)} memory`]),
          ...(worker.engines.length > 0 ? [worker.engines.join(", ")] : []),
        ].join(" · ")}{" "}
        · since <When at={worker.startedAt} />
      </p>
      {worker.runs.length > 0 ? (
        <ul className="divide-y divide-line border-line border-t">
          {worker.runs.map((run) => (
            <RunRow key={run.itemId} run={run} />
          ))}
        </ul>
      ) : (
        !isStopped && <p className="border-line border-t px-3 py-2 text-muted text-xs">Waits for work.</p>
      )}
    </li>
  );
}

function HeartBeat({ at }: { at: Date }) {
  // Rounded to what one look at the page after another can tell; a clock that is off by a little says "just now".
  const seconds = Math.round((Date.now() - at.getTime()) / 1_000);
  return (
    <span title={at.toISOString()} suppressHydrationWarning>
      {seconds < 10 ? "Heard of just now" : `Heard of ${formatDuration(seconds)} ago`}
    </span>
  );
}

function RunRow({ run }: { run: WorkerRun }) {
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2">
      <Link
        href={run.documentId ? `/transcripts/${run.documentId}` : `/batches/${run.batchId}`}
        className="min-w-0 flex-1 basis-52 truncate rounded hover:text-accent hover:underline"
      >
        {run.name}
      </Link>
      <span className="text-muted text-xs">{steps[run.taskType] ?? run.taskType}</span>
      <ProgressBar className="w-24" value={run.progress} label={`Progress of ${run.name}`} />
      <span className="w-10 text-right text-muted text-xs tabular-nums">
        {Math.floor(run.progress * 100)} %
      </span>
    </li>
  );
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? "" : "s"}`;
}
